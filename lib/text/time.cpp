#include "lib/text/time.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace checkoutdiag::text {
namespace {

using namespace std::chrono;

// The years that RFC 3339 can write.
constexpr Time kFirst = sys_days(year(0) / January / 1);
constexpr Time kLast = sys_days(year(10000) / January / 1) - seconds(1);

/// Reads fixed-width numbers and separators from the front of a text; one miss and it stays failed.
struct Reader {
  std::string_view rest;
  bool ok = true;

  int number(std::size_t digits) {
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      char c = i < rest.size() ? rest[i] : '\0';
      if (c < '0' || c > '9') ok = false;
      value = ok ? value * 10 + (c - '0') : 0;
    }
    rest.remove_prefix(std::min(digits, rest.size()));
    return value;
  }

  bool take(std::string_view any_of) {
    if (rest.empty() || any_of.find(rest.front()) == std::string_view::npos) return false;
    rest.remove_prefix(1);
    return true;
  }

  void need(std::string_view any_of) {
    if (!take(any_of)) ok = false;
  }
};

void skip_fraction(Reader& in) {
  if (!in.take(".")) return;
  in.need("0123456789");
  while (in.take("0123456789"))
    continue;
}

/// "Z", "+01:00", "-08:00": what to subtract to get UTC.
seconds offset(Reader& in) {
  if (in.take("Zz")) return seconds(0);
  bool west = !in.rest.empty() && in.rest.front() == '-';
  in.need("+-");
  int hour = in.number(2);
  in.need(":");
  int minute = in.number(2);
  if (hour > 23 || minute > 59) in.ok = false;
  seconds east = hours(hour) + minutes(minute);
  return west ? -east : east;
}

}  // namespace

std::string rfc3339(Time when) {
  Time shown = std::clamp(when, kFirst, kLast);
  hh_mm_ss clock(shown - floor<days>(shown));
  return fmt::format("{}T{:02}:{:02}:{:02}Z", date(shown), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count());
}

std::optional<Time> parse_time(std::string_view text) {
  Reader in{text};
  int y = in.number(4);
  in.need("-");
  int m = in.number(2);
  in.need("-");
  int d = in.number(2);
  year_month_day day(year(y), month(static_cast<unsigned>(m)),
                     std::chrono::day(static_cast<unsigned>(d)));
  if (!in.ok || !day.ok()) return {};
  if (in.rest.empty()) return sys_days(day);

  in.need("Tt");
  int hour = in.number(2);
  in.need(":");
  int minute = in.number(2);
  in.need(":");
  int second = in.number(2);
  skip_fraction(in);
  seconds east = offset(in);
  // No leap seconds: neither X.509 nor POSIX time can say 23:59:60.
  if (!in.ok || !in.rest.empty() || hour > 23 || minute > 59 || second > 59) return {};
  return Time(sys_days(day)) + hours(hour) + minutes(minute) + seconds(second) - east;
}

std::string date(Time when) {
  year_month_day day(floor<days>(std::clamp(when, kFirst, kLast)));
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()),
                     static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

}  // namespace checkoutdiag::text
