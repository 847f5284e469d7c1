#include <fmt/core.h>

#include <algorithm>

#include "lib/failure.hpp"
#include "lib/text/hex.hpp"
#include "lib/webhook/claims.hpp"
#include "lib/webhook/form.hpp"
#include "lib/webhook/sign.hpp"
#include "lib/webhook/special/encoded.hpp"

// Braintree posts a form: bt_payload is base64 of XML, and bt_signature has "public key|hex" for
// each key of the merchant, with '&' between them (braintree_python
// braintree/webhook_notification_gateway.py).
namespace checkoutdiag::webhook {
namespace {

constexpr std::string_view kSignature = "bt_signature", kPayload = "bt_payload";
constexpr std::string_view kPublicKey = "public-key";

/// The field's value, or null. Given twice it is as bad as absent: another reader may take the
/// other one.
std::string* only(std::vector<Header>& fields, std::string_view name) {
  auto named = [name](const Header& field) { return field.name == name; };
  auto first = std::find_if(fields.begin(), fields.end(), named);
  if (first == fields.end() || std::count_if(fields.begin(), fields.end(), named) != 1) return {};
  return &first->value;
}

bool is_payload(std::string_view text) {
  return !text.empty() && text.find_first_not_of(
                              "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                              "abcdefghijklmnopqrstuvwxyz"
                              "0123456789+=/\n") == std::string_view::npos;
}

std::vector<Header> fields_of(const Delivery& delivery) {
  if (!delivery.params.empty()) return delivery.params;
  return decode_form(delivery.body).value_or(std::vector<Header>());
}

std::vector<Candidate> pairs_of(std::string_view text, std::string_view public_key) {
  std::vector<Candidate> found;
  while (!text.empty()) {
    std::size_t end = std::min(text.find('&'), text.size());
    std::string_view pair = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    std::size_t bar = pair.find('|');
    if (bar != std::string_view::npos && pair.substr(0, bar) == public_key)
      found.push_back({pair.substr(bar + 1), pair.substr(0, bar)});
  }
  return found;
}

/// Ruby's encode64, which wrote the payloads that Braintree sends: lines of 60, each with an LF.
std::string wrapped_base64(std::string_view bytes) {
  constexpr std::size_t kLine = 60;
  std::string base64 = text::base64(text::bytes_of(bytes)), out;
  for (std::size_t at = 0; at < base64.size(); at += kLine)
    out.append(base64, at, kLine) += '\n';
  return out;
}

std::string payload_to_sign(const Delivery& delivery) {
  std::vector<Header> fields = fields_of(delivery);
  std::string* given = only(fields, kPayload);
  std::string payload = given ? *given : wrapped_base64(delivery.body);
  if (!is_payload(payload))
    throw Failure(Failure::Kind::input,
                  given ? "bt_payload has characters that are not base64" : "the body is empty",
                  "give the notification's XML, or a form whose bt_payload is base64");
  return payload;
}

}  // namespace

/// Reads the form. Settings::values["public-key"] says which of its signatures is meant for us.
void read_braintree(const Scheme&, const Delivery& delivery, const Settings& settings,
                    Claims& claims) {
  std::vector<Header> fields = fields_of(delivery);
  std::string* payload = only(fields, kPayload);
  if (!payload || !is_payload(*payload)) return claims.fail(Trouble::body_malformed, kPayload);
  std::string* offered = only(fields, kSignature);
  if (!offered) return claims.fail(Trouble::body_malformed, kSignature);
  auto ours = settings.values.find(kPublicKey);
  if (ours == settings.values.end() || ours->second.empty())
    return claims.fail(Trouble::setting_missing, kPublicKey);
  std::vector<Candidate> candidates = pairs_of(claims.keep(std::move(*offered)), ours->second);
  if (candidates.empty()) return claims.fail(Trouble::no_signature, "bt_signature");
  std::string_view text = claims.keep(std::move(*payload));
  // A form reader may have taken the payload's last line end, which is signed (the SDK tries both).
  claims.items.push_back({{{{text}, candidates, {}}, {{text, "\n"}, candidates, {}}}});
}

/// Signs a notification's XML, or the bt_payload of a form, with every secret under its public key.
Signed sign_braintree(const Scheme& scheme, const Delivery& delivery,
                      const std::vector<Secret>& secrets, const Settings& settings,
                      const SignOptions& options) {
  std::string payload = payload_to_sign(delivery), signature;
  std::string_view pieces[] = {payload};
  for (std::size_t i = 0; i < secrets.size(); ++i) {
    auto setting = settings.values.find(kPublicKey);
    std::string key = setting == settings.values.end() ? "" : setting->second;
    if (i < options.key_ids.size()) key = options.key_ids[i];
    if (key.empty() || key.find_first_of("&|") != std::string::npos)
      throw Failure(Failure::Kind::input,
                    "a Braintree signature names the public key of its secret",
                    "give the public key that belongs to the private one");
    signature += fmt::format("{}{}|{}", signature.empty() ? "" : "&", key,
                             encoded_signature(scheme, secrets[i], pieces, Encoding::hex));
  }
  if (signature.empty()) throw Failure(Failure::Kind::input, "there is no secret to sign with");
  Signed out{{{"Content-Type", "application/x-www-form-urlencoded"}}, delivery.url};
  out.body = encode_form({{std::string(kSignature), signature}, {std::string(kPayload), payload}});
  out.body_changed = out.body != delivery.body;
  return out;
}

}  // namespace checkoutdiag::webhook
