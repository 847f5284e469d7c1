#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "lib/failure.hpp"
#include "lib/webhook/certificate.hpp"
#include "lib/webhook/claims.hpp"
#include "lib/webhook/form.hpp"
#include "lib/webhook/sign.hpp"
#include "lib/webhook/url_parts.hpp"

// Whatever comes as a notification of Adyen, Braintree or Twilio is read or refused; what can be
// signed is then offered with its signature. The first byte says whose it is.
using namespace checkoutdiag;
using namespace checkoutdiag::webhook;

namespace {

void must(bool holds) {
  if (!holds) std::abort();
}

void check(const Claims& claims) {
  must(claims.trouble != Trouble::none || !claims.items.empty());
  for (const Item& item : claims.items) {
    must(!item.any.empty());
    for (const Statement& statement : item.any)
      must(claims.trouble != Trouble::none || !statement.candidates.empty());
  }
}

void adyen(const Delivery& delivery) {
  Scheme scheme;
  scheme.secret.form = KeyForm::hex;
  Claims claims, again;
  read_adyen_items(scheme, delivery, {}, claims);
  check(claims);
  must(claims.trouble == Trouble::body_malformed || !claims.items.empty());
  if (claims.items.empty()) return;
  Delivery sent;
  sent.body = sign_adyen_items(scheme, delivery, {Secret(std::string(64, 'a'))}, {}, {}).body;
  read_adyen_items(scheme, sent, {}, again);
  must(again.trouble == Trouble::none && again.items.size() == claims.items.size());
  for (std::size_t i = 0; i < again.items.size(); ++i)
    must(again.items[i].any[0].pieces == claims.items[i].any[0].pieces);
}

void braintree(const Delivery& delivery) {
  Scheme scheme;
  scheme.algorithm = Algorithm::hmac_sha1;
  scheme.secret.form = KeyForm::sha1;
  Settings settings;
  settings.values["public-key"] = "k";
  Claims claims, again;
  read_braintree(scheme, delivery, settings, claims);
  check(claims);
  Delivery sent;
  try {
    sent.body = sign_braintree(scheme, delivery, {Secret("s")}, settings, {}).body;
  } catch (const Failure&) {
    return;
  }
  read_braintree(scheme, sent, settings, again);
  must(again.trouble == Trouble::none && again.items.size() == 1);
}

void twilio(Delivery delivery) {
  Scheme scheme;
  scheme.algorithm = Algorithm::hmac_sha1;
  std::size_t line = std::min(delivery.body.find('\n'), delivery.body.size());
  delivery.url = delivery.body.substr(0, line);
  delivery.body.erase(0, line + 1);
  Signed made;
  try {
    made = sign_twilio(scheme, delivery, {Secret("s")}, {}, {});
  } catch (const Failure&) {
    return;
  }
  delivery.url = made.url;
  delivery.headers = made.headers;
  Claims claims;
  read_twilio(scheme, delivery, {}, claims);
  check(claims);
  must(claims.trouble == Trouble::none);
  const auto& any = claims.items.front().any;
  must(any.size() <= 6 && std::any_of(any.begin(), any.end(), [&made](const Statement& one) {
         return one.pieces[0] == made.url;
       }));
}

void address(std::string_view url) {
  if (std::optional<UrlParts> parts = split_url(url)) must(with_port(*parts, parts->port) == url);
  if (std::optional<std::string> normal = normalise_url(url))
    must(normalise_url(*normal) == normal);
  must(!cert_url_allowed(url, ".paypal.com") || url.size() > 19);
  std::optional<std::vector<Header>> pairs = decode_form(url);
  if (!pairs) return;
  // A pair of nothing ("=") would be nothing at all, were its '=' not written.
  std::optional<std::vector<Header>> again = decode_form(encode_form(*pairs));
  must(again && again->size() == pairs->size());
  for (std::size_t i = 0; i < pairs->size(); ++i)
    must((*again)[i].name == (*pairs)[i].name && (*again)[i].value == (*pairs)[i].value);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  Delivery delivery;
  delivery.body.assign(reinterpret_cast<const char*>(data + 1), size - 1);
  switch (data[0]) {
    case 'a':
      adyen(delivery);
      break;
    case 'b':
      braintree(delivery);
      break;
    case 't':
      twilio(delivery);
      break;
    default:
      address(delivery.body);
  }
  return 0;
}
