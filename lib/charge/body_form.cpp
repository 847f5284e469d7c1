#include <algorithm>

#include "lib/charge/body_parts.hpp"
#include "lib/webhook/form.hpp"

namespace checkoutdiag::charge {

std::optional<std::vector<RawPair>> form_pairs(std::string_view body) {
  if (body.size() > kLargestBody) return {};
  std::vector<RawPair> pairs;
  for (std::size_t at = 0; at < body.size();) {
    const std::size_t end = std::min(body.find('&', at), body.size());
    if (end > at) {
      if (pairs.size() == webhook::kMostPairs) return {};
      const std::size_t equals = std::min(body.find('=', at), end);
      pairs.push_back({webhook::decode_form_text(body.substr(at, equals - at)),
                       std::min(equals + 1, end), end, equals < end});
    }
    at = end + 1;
  }
  return pairs;
}

std::string form_value(std::string_view body, const RawPair& pair) {
  return webhook::decode_form_text(body.substr(pair.begin, pair.end - pair.begin));
}

std::string form_name(const Pointer& pointer) {
  std::string out;
  for (const std::string& part : pointer)
    out += out.empty() ? part : '[' + part + ']';
  return out;
}

Pointer form_parts(std::string_view name) {
  const std::size_t open = name.find('[');
  if (open == std::string_view::npos || open == 0 || !name.ends_with(']'))
    return {std::string(name)};
  Pointer parts{std::string(name.substr(0, open))};
  for (std::string_view rest = name.substr(open); !rest.empty();) {
    const std::size_t close = rest.find(']');
    if (rest.front() != '[' || close == std::string_view::npos) return {std::string(name)};
    parts.emplace_back(rest.substr(1, close - 1));
    rest.remove_prefix(close + 1);
  }
  return parts;
}

}  // namespace checkoutdiag::charge
