#include "lib/sandbox/place.hpp"

#include <nlohmann/json.hpp>

#include "lib/text/ascii.hpp"

namespace checkoutdiag::sandbox {
namespace {

using Json = nlohmann::ordered_json;

// An index that is not there yet makes the list that long.
bool has_large_index(const std::string& pointer) {
  constexpr std::size_t kMostDigits = 2;
  std::size_t digits = 0;
  for (char c : pointer) {
    digits = text::is_digit(c) ? digits + 1 : 0;
    if (digits > kMostDigits) return true;
  }
  return false;
}

}  // namespace

bool place(Json& body, const std::string& pointer, const Json& value) {
  if (pointer.empty() || has_large_index(pointer)) return false;
  Json changed = body;
  try {
    changed[Json::json_pointer(pointer)] = value;
  } catch (const Json::exception&) {
    return false;
  }
  body = std::move(changed);
  return true;
}

}  // namespace checkoutdiag::sandbox
