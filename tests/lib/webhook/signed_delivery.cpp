#include "tests/lib/webhook/signed_delivery.hpp"

#include <openssl/evp.h>

#include <array>

#include "lib/text/ascii.hpp"
#include "lib/text/hex.hpp"
#include "lib/webhook/sign.hpp"
#include "tests/lib/x509/mint.hpp"

namespace checkoutdiag::test {
namespace {

using webhook::Delivery;
using webhook::Header;
using webhook::KeyForm;
using webhook::Scheme;

std::string bytes_for(int series) {
  std::string bytes;
  for (int i = 0; i < 32; ++i)
    bytes += static_cast<char>(i * 7 + series * 31 + 5);
  return bytes;
}

std::string prefix_of(const Scheme& scheme) {
  return scheme.secret.prefixes.empty() ? std::string() : scheme.secret.prefixes.front();
}

// A certificate's key is costly to make, and any will do.
const Identity& identity() {
  static const Identity one =
      mint({.common_name = "messageverification.paypal.com", .key = Key::rsa2048});
  return one;
}

SecretPair ed25519_pair(int series) {
  const std::string seed = bytes_for(series);
  const x509::Handle<EVP_PKEY, EVP_PKEY_free> key(EVP_PKEY_new_raw_private_key(
      EVP_PKEY_ED25519, nullptr, reinterpret_cast<const unsigned char*>(seed.data()), 32));
  std::string half(32, '\0');
  std::size_t size = half.size();
  EVP_PKEY_get_raw_public_key(key.get(), reinterpret_cast<unsigned char*>(half.data()), &size);
  return {Secret("whsk_" + text::base64(text::bytes_of(seed + half))),
          Secret("whpk_" + text::base64(text::bytes_of(half)))};
}

std::string body_for(const Scheme& scheme) {
  if (scheme.special == "adyen-items")
    return R"({"live":"false","notificationItems":[{"NotificationRequestItem":{"pspReference":"P1",)"
           R"("merchantAccountCode":"M","merchantReference":"R","amount":{"value":1000,)"
           R"("currency":"EUR"},"eventCode":"AUTHORISATION","success":"true"}}]})";
  if (scheme.special == "braintree") return "<notification><kind>check</kind></notification>";
  if (scheme.name.starts_with("razorpay-callback"))
    return "razorpay_order_id=order_1&razorpay_payment_id=pay_1&razorpay_subscription_id=sub_1"
           "&razorpay_payment_link_id=plink_1&razorpay_payment_link_reference_id=ref_1"
           "&razorpay_payment_link_status=paid";
  return R"({"id":"evt_1","amount":10.50,"name":"Zo\u00eb / Ümit"})";
}

std::string content_type_of(const std::string& body) {
  return body.starts_with("{") ? "application/json" : "application/x-www-form-urlencoded";
}

}  // namespace

SecretPair secret_for(const Scheme& scheme, int series) {
  const std::string bytes = bytes_for(series);
  std::string text;
  switch (scheme.secret.form) {
    case KeyForm::hex:
      text = text::hex(text::bytes_of(bytes));
      break;
    case KeyForm::base64:
      text = prefix_of(scheme) + text::base64(text::bytes_of(bytes));
      break;
    case KeyForm::any:
      text = text::base64(text::bytes_of(bytes));
      break;
    case KeyForm::ed25519:
      return ed25519_pair(series);
    case KeyForm::certificate:
      return {Secret(identity().key_pem), Secret()};
    default:
      text = prefix_of(scheme) + "s3cret_" + text::hex(text::bytes_of(bytes)).substr(0, 24);
  }
  return {Secret(text), Secret(text)};
}

SignedDelivery signed_delivery_of(const Scheme& scheme, std::string body, std::int64_t then,
                                  int series, int secrets) {
  SignedDelivery one;
  one.scheme = scheme;
  webhook::SignOptions how;
  how.timestamp = then;
  how.id = "msg_1";
  std::vector<Secret> signing;
  for (int i = 0; i < secrets; ++i) {
    SecretPair pair = secret_for(scheme, series + i * 100);
    signing.push_back(pair.signing);
    if (scheme.secret.form != KeyForm::certificate) one.verifying.push_back(pair.verifying);
    if (scheme.special.empty()) how.key_ids.push_back("key" + std::to_string(i + 1));
  }
  one.settings.values = {{"webhook-id", "4JH86294D6297924G"}, {"public-key", "our_public_key"}};
  if (scheme.secret.form == KeyForm::certificate) one.settings.certificate = identity().pem;
  Delivery& delivery = one.delivery;
  delivery.url = "https://shop.example/hook?data.id=123456";
  delivery.headers = {{"Host", "shop.example"}, {"Content-Type", content_type_of(body)}};
  delivery.body = std::move(body);
  const webhook::Signed done = webhook::sign(scheme, delivery, signing, one.settings, how);
  delivery.headers.insert(delivery.headers.end(), done.headers.begin(), done.headers.end());
  delivery.url = done.url;
  delivery.body = done.body;
  return one;
}

SignedDelivery signed_delivery(const Scheme& scheme, std::int64_t then, int series, int secrets) {
  return signed_delivery_of(scheme, body_for(scheme), then, series, secrets);
}

}  // namespace checkoutdiag::test
