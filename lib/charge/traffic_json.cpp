#include "lib/charge/traffic_json.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/har.hpp"
#include "lib/text/time.hpp"

namespace checkoutdiag::charge {
namespace {

using nlohmann::json;

constexpr std::size_t kMostHeaders = 1000;

bool as_text(const json& value, std::string& out) {
  if (value.is_string())
    out = value.get<std::string>();
  else if (value.is_number() || value.is_boolean())
    out = value.dump();
  else
    return false;
  return true;
}

void add(const std::string& name, const json& value, http::Headers& headers) {
  if (value.is_array()) {
    for (const json& each : value)
      if (!each.is_array()) add(name, each, headers);
    return;
  }
  std::string text;
  if (name.empty() || name.front() == ':' || headers.size() == kMostHeaders ||
      !as_text(value, text))
    return;
  headers.push_back({name, std::string(text::trimmed(text, " \t\r\n"))});
}

}  // namespace

Failure unreadable_traffic(const std::string& file, std::string_view what, const char* hint) {
  return Failure(Failure::Kind::input, fmt::format("{}: {}", text::printable(file), what), hint);
}

Failure unreadable_traffic(const std::string& file, int line, std::string_view what,
                           const char* hint) {
  return unreadable_traffic(file, fmt::format("line {}: {}", line, what), hint);
}

std::optional<std::int64_t> milliseconds_of(std::string_view rfc3339) {
  const auto seconds = text::parse_time(rfc3339);
  if (!seconds) return {};
  std::int64_t fraction = 0;
  const std::size_t dot = rfc3339.find('.');
  for (std::size_t place = 1, scale = 100; dot != std::string_view::npos && place <= 3; ++place) {
    if (dot + place >= rfc3339.size() || !text::is_digit(rfc3339[dot + place])) break;
    fraction += static_cast<std::int64_t>(scale) * (rfc3339[dot + place] - '0');
    scale /= 10;
  }
  return seconds->time_since_epoch().count() * 1000 + fraction;
}

bool read_traffic_headers(const json& value, http::Headers& headers) {
  if (value.is_object()) {
    for (const auto& [name, each] : value.items())
      add(name, each, headers);
    return true;
  }
  if (!value.is_array()) return value.is_null();
  for (const json& pair : value) {
    const json* name = text::member(pair, "name");
    const json* each = text::member(pair, "value");
    if (name && name->is_string() && each) add(name->get<std::string>(), *each, headers);
  }
  return true;
}

std::optional<std::uint64_t> content_length(const http::Headers& headers) {
  const std::string* text = http::find_header(headers, "Content-Length");
  std::uint64_t length = 0;
  if (!text || text->empty()) return {};
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), length);
  if (error != std::errc() || end != text->data() + text->size()) return {};
  return length;
}

std::string_view without_mark(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return text;
}

}  // namespace checkoutdiag::charge
