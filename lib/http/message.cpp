#include "lib/http/message.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>

#include "lib/text/ascii.hpp"
#include "lib/text/time.hpp"

namespace checkoutdiag::http {
namespace {

// Longer than anybody waits, and far from where sums overflow: ten years.
constexpr long kLongest = 10L * 366 * 24 * 60 * 60;

constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// The parts of the three forms of an HTTP date (RFC 9110 section 5.6.7).
struct Parts {
  std::string_view year, month, day, time;
};

// "Sun, 06 Nov 1994 08:49:37 GMT"
std::optional<Parts> fixdate(std::string_view text) {
  if (text.size() != 29 || text.substr(3, 2) != ", " || text.substr(25) != " GMT" ||
      text[7] != ' ' || text[11] != ' ' || text[16] != ' ')
    return {};
  return Parts{text.substr(12, 4), text.substr(8, 3), text.substr(5, 2), text.substr(17, 8)};
}

// "Sunday, 06-Nov-94 08:49:37 GMT"
std::optional<Parts> rfc850(std::string_view text) {
  const std::size_t comma = text.find(", ");
  if (comma == std::string_view::npos || comma > 9) return {};
  text.remove_prefix(comma + 2);
  if (text.size() != 22 || text[2] != '-' || text[6] != '-' || text[9] != ' ' ||
      text.substr(18) != " GMT")
    return {};
  return Parts{text.substr(7, 2), text.substr(3, 3), text.substr(0, 2), text.substr(10, 8)};
}

// "Sun Nov  6 08:49:37 1994"
std::optional<Parts> asctime(std::string_view text) {
  if (text.size() != 24 || text[3] != ' ' || text[7] != ' ' || text[10] != ' ' || text[19] != ' ')
    return {};
  return Parts{text.substr(20, 4), text.substr(4, 3), text.substr(8, 2), text.substr(11, 8)};
}

}  // namespace

std::optional<Time> parse_date(std::string_view text) {
  std::optional<Parts> parts = fixdate(text);
  if (!parts) parts = rfc850(text);
  if (!parts) parts = asctime(text);
  if (!parts) return {};
  const auto month = std::find(kMonths.begin(), kMonths.end(), parts->month);
  if (month == kMonths.end()) return {};
  std::string day(parts->day), time(parts->time);
  if (day[0] == ' ') day[0] = '0';
  if (time.ends_with(":60")) time.replace(6, 2, "59");  // a leap second, which has no number
  // Two digits are of this century: whoever sends a Retry-After means the future.
  const std::string century = parts->year.size() == 2 ? "20" : "";
  return text::parse_time(fmt::format("{}{}-{:02}-{}T{}Z", century, parts->year,
                                      month - kMonths.begin() + 1, day, time));
}

const std::string* find_header(const Headers& headers, std::string_view name) {
  for (const Header& header : headers)
    if (text::equal_ignoring_case(header.name, name)) return &header.value;
  return nullptr;
}

long retry_after(std::string_view value, long now) {
  value = text::trimmed(value);
  if (value.empty()) return -1;
  if (std::all_of(value.begin(), value.end(), text::is_digit)) {
    long seconds = 0;
    for (const char digit : value)
      seconds = std::min(kLongest, seconds * 10 + (digit - '0'));
    return seconds;
  }
  const std::optional<Time> when = parse_date(value);
  if (!when) return -1;
  const long at = static_cast<long>(when->time_since_epoch().count());
  return std::clamp(at - now, 0L, kLongest);
}

}  // namespace checkoutdiag::http
