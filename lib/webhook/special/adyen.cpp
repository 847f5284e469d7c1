#include "lib/webhook/special/adyen.hpp"

#include <fmt/core.h>
#include <openssl/crypto.h>
#include <openssl/hmac.h>

#include <array>
#include <span>

#include "lib/failure.hpp"
#include "lib/text/hex.hpp"
#include "lib/webhook/claims.hpp"
#include "lib/webhook/sign.hpp"
#include "lib/webhook/special/adyen_items.hpp"
#include "lib/webhook/special/encoded.hpp"

// Adyen's notifications carry a signature in each of their items, over eight of its fields
// (adyen-node-api-library src/utils/hmacValidator.ts).
namespace checkoutdiag::webhook {

std::string adyen_key_check_value(std::string_view hex_secret) {
  std::string key;
  if (hex_secret.empty() || !text::decode_hex(hex_secret, key)) return {};
  constexpr unsigned char kZeros[] = {'0', '0', '0', '0', '0', '0', '0', '0'};
  std::array<unsigned char, 32> mac{};
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), kZeros, sizeof kZeros, mac.data(),
       nullptr);
  OPENSSL_cleanse(key.data(), key.size());
  return fmt::format("{:02X}{:02X}{:02X}", mac[29], mac[30], mac[31]);
}

/// Every item is to be proven by its own signature.
void read_adyen_items(const Scheme&, const Delivery& delivery, const Settings&, Claims& claims) {
  AdyenBody body = read_adyen_body(delivery.body);
  if (!body.fault.empty()) return claims.fail(Trouble::body_malformed, body.fault);
  if (body.items.empty()) return claims.fail(Trouble::body_malformed, "it has no items");
  for (std::size_t i = 0; i < body.items.size(); ++i) {
    AdyenItem& item = body.items[i];
    Statement statement{{claims.keep(item.signed_text())}, {}, {}};
    if (item.signature.empty())
      claims.fail(Trouble::no_signature, fmt::format("item {}", i + 1));
    else
      statement.candidates.push_back({claims.keep(std::move(item.signature)), {}});
    claims.items.push_back({{std::move(statement)}});
  }
}

/// Writes a signature into each item; every other byte of the body stays.
Signed sign_adyen_items(const Scheme& scheme, const Delivery& delivery,
                        const std::vector<Secret>& secrets, const Settings&, const SignOptions&) {
  AdyenBody body = read_adyen_body(delivery.body);
  if (body.fault.empty() && body.items.empty()) body.fault = "it has no items";
  if (!body.fault.empty())
    throw Failure(Failure::Kind::input,
                  fmt::format("the body is no Adyen notification: {}", body.fault),
                  "its items are notificationItems[].NotificationRequestItem");
  if (secrets.size() != 1)
    throw Failure(Failure::Kind::input, "an Adyen item carries one signature",
                  "sign with one secret");
  Signed out{{}, delivery.url};
  std::size_t done = 0;
  for (const AdyenItem& item : body.items) {
    std::string signed_text = item.signed_text();
    std::string_view pieces[] = {signed_text};
    std::string signature = encoded_signature(scheme, secrets.front(), pieces, Encoding::base64);
    out.body.append(delivery.body, done, item.at - done);
    out.body += item.before + '"' + signature + '"' + item.after;
    done = item.at + item.length;
  }
  out.body.append(delivery.body, done);
  out.body_changed = out.body != delivery.body;
  return out;
}

}  // namespace checkoutdiag::webhook
