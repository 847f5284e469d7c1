#include <array>

#include "lib/sandbox/asked.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/hex.hpp"
#include "lib/webhook/key.hpp"

namespace checkoutdiag::sandbox {
namespace {

// Headers in which gateways take their API keys.
constexpr std::array<std::string_view, 3> kHeaders = {"Authorization", "X-API-Key", "X-Api-Token"};
constexpr std::array<std::string_view, 3> kLive = {"sk_live_", "rk_live_", "pk_live_"};

bool begins_live(std::string_view credential, const std::vector<std::string>& prefixes) {
  for (std::string_view each : kLive)
    if (credential.starts_with(each)) return true;
  for (const std::string& each : prefixes)
    if (!each.empty() && credential.starts_with(each)) return true;
  return false;
}

// The credentials of a header's value: the value itself, what stands behind the scheme's name, and
// the parts of Basic's "user:password" (RFC 7617).
std::vector<std::string> credentials_of(std::string_view value) {
  std::vector<std::string> all = {std::string(value)};
  const std::size_t space = value.find(' ');
  if (space == std::string_view::npos) return all;
  const std::string_view rest = text::trimmed(value.substr(space));
  all.emplace_back(rest);
  std::string pair;
  if (!text::equal_ignoring_case(value.substr(0, space), "basic") ||
      !text::decode_base64(rest, pair, {.unpadded = true}))
    return all;
  const std::size_t colon = pair.find(':');
  all.push_back(pair.substr(0, colon));
  if (colon != std::string::npos) all.push_back(pair.substr(colon + 1));
  return all;
}

}  // namespace

Access access_of(const http::Headers& headers, const std::string& api_key,
                 const std::vector<std::string>& prefixes) {
  bool given = false, right = false;
  for (const http::Header& each : headers)
    for (std::string_view name : kHeaders) {
      if (!text::equal_ignoring_case(each.name, name)) continue;
      given = true;
      for (const std::string& credential : credentials_of(each.value)) {
        if (begins_live(credential, prefixes)) return Access::live;
        right = right || webhook::equal_in_constant_time(credential, api_key);
      }
    }
  if (api_key.empty() || right) return Access::allowed;
  return given ? Access::wrong : Access::missing;
}

}  // namespace checkoutdiag::sandbox
