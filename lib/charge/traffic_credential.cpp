#include "lib/charge/traffic_credential.hpp"

#include <algorithm>
#include <iterator>

#include "lib/text/ascii.hpp"
#include "lib/text/hex.hpp"
#include "lib/text/redact.hpp"
#include "lib/webhook/form.hpp"

namespace checkoutdiag::charge {
namespace {

constexpr std::string_view kHeaders[] = {"Authorization", "X-Api-Key", "Cko-Authorization"};

// Of queries and forms: Stripe, Adyen, the others.
constexpr std::string_view kParameters[] = {"key", "clientKey", "publishable_key", "publicKey",
                                            "public_key"};

bool is_publishable(std::string_view key) {
  return key.starts_with("pk_") || key.starts_with("rzp_");
}

/// The key in "Bearer pk_…", "Basic cGtf…", or the value itself.
std::string key_in(std::string_view authorization) {
  const std::size_t space = authorization.find(' ');
  if (space == std::string_view::npos) return std::string(authorization);
  const std::string_view scheme = authorization.substr(0, space);
  const std::string_view rest = text::trimmed(authorization.substr(space));
  if (!text::equal_ignoring_case(scheme, "Basic")) return std::string(rest);
  std::string decoded;
  if (!text::decode_base64(rest, decoded, {.unpadded = true})) return {};
  // A key as the user's name; with a password behind it, it is not the key that lets in.
  const std::size_t colon = std::min(decoded.find(':'), decoded.size());
  return colon + 1 >= decoded.size() ? decoded.substr(0, colon) : std::string();
}

bool has_publishable_parameter(const std::vector<http::Header>& pairs) {
  return std::any_of(pairs.begin(), pairs.end(), [](const http::Header& pair) {
    const bool known = std::find(std::begin(kParameters), std::end(kParameters), pair.name) !=
                       std::end(kParameters);
    return known && (is_publishable(pair.value) || pair.name == "clientKey");
  });
}

}  // namespace

Credential credential_of(const Recorded& recorded) {
  bool publishable = false;
  for (std::string_view name : kHeaders) {
    const std::string* value = http::find_header(recorded.headers, name);
    if (!value || value->empty()) continue;
    if (!is_publishable(key_in(*value))) return Credential::secret;
    publishable = true;
  }
  if (publishable) return Credential::publishable;
  if (const auto query = webhook::decode_query(recorded.url))
    if (has_publishable_parameter(*query)) return Credential::publishable;
  if (recorded.body && recorded.body->find('=') != std::string::npos)
    if (const auto form = webhook::decode_form(*recorded.body))
      if (has_publishable_parameter(*form)) return Credential::publishable;
  return Credential::none;
}

std::string shown_publishable(std::string_view authorization) {
  const std::string key = key_in(authorization);
  return is_publishable(key) ? "Bearer " + text::redacted(key) : std::string();
}

}  // namespace checkoutdiag::charge
