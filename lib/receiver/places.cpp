#include "lib/receiver/places.hpp"

#include "lib/text/json_pointer.hpp"

namespace checkoutdiag::receiver {
namespace {

constexpr std::string_view kHeader = "header:";

bool is_plain(std::string_view text) {
  for (const char c : text)
    if (c <= ' ' || c >= '\x7f') return false;
  return !text.empty();
}

}  // namespace

bool is_place(const std::string& text) {
  return text.starts_with(kHeader) ? text.size() > kHeader.size()
                                   : text.starts_with('/') && text::parse_pointer(text).has_value();
}

std::string value_at(const std::string& place, const http::Headers& headers,
                     const nlohmann::json& body) {
  if (place.starts_with(kHeader)) {
    const std::string* found = http::find_header(headers, place.substr(kHeader.size()));
    return found && is_plain(*found) ? *found : std::string();
  }
  const nlohmann::json::json_pointer pointer(place);
  if (!body.contains(pointer)) return {};
  const auto& value = body.at(pointer);
  const std::string text = value.is_string()                          ? value.get<std::string>()
                           : value.is_primitive() && !value.is_null() ? value.dump()
                                                                      : std::string();
  return is_plain(text) ? text : std::string();
}

}  // namespace checkoutdiag::receiver
