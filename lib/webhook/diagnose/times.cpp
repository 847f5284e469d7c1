#include <fmt/core.h>

#include <algorithm>

#include "lib/text/ascii.hpp"
#include "lib/text/time.hpp"
#include "lib/webhook/diagnose/search.hpp"

namespace checkoutdiag::webhook {
namespace {

constexpr std::int64_t kFirstMilliseconds = 100'000'000'000;
constexpr std::string_view kClockFix =
    "let this machine's clock follow a time server:\n"
    "  sudo timedatectl set-ntp true\n"
    "in a virtual machine or container the clock is the host's: set it there";

// "3 d 4 h", as people tell ages; small ones to the second, as the rules are.
std::string duration(std::int64_t seconds) {
  if (seconds < 7200) return fmt::format("{} s", seconds);
  if (seconds < 2 * 86400) return fmt::format("{} s ({} h)", seconds, seconds / 3600);
  return fmt::format("{} s ({} days)", seconds, seconds / 86400);
}

std::string rule_of(const Search& search, std::optional<std::int64_t> limit) {
  if (search.settings.tolerance && *search.settings.tolerance > 0)
    return fmt::format("the tolerance that was asked for is {} s", *search.settings.tolerance);
  if (!limit) return "the scheme allows less";
  return fmt::format("the scheme allows {} s", *limit);
}

const char* age_fix(const Search& search) {
  return search.scheme.timestamp.past && *search.scheme.timestamp.past < 60
             ? "verify before anything queues the delivery; one that was kept is verified as of "
               "the time at which it came: --now TIME"
             : "verify when the delivery comes, before any queue; one that was kept is verified as "
               "of the time at which it came: --now TIME";
}

// The pieces of a header "t=17…,v1=…" up to the timestamp's value, it, and what is behind.
bool split_pair(const Scheme& scheme, std::string_view value, std::string_view& before,
                std::string_view& time, std::string_view& after) {
  const std::string key = scheme.timestamp.key + "=";
  for (std::size_t at = 0; at < value.size();) {
    const std::size_t end = std::min(value.find(scheme.signature.separator, at), value.size());
    std::size_t begin = std::min(value.find_first_not_of(' ', at), end);
    if (value.substr(begin, end - begin).starts_with(key)) {
      begin += key.size();
      before = value.substr(0, begin);
      time = value.substr(begin, end - begin);
      after = value.substr(end);
      return true;
    }
    at = end + 1;
  }
  return false;
}

// Where the timestamp stands among the headers; nothing when it is not found.
struct TimePlace {
  std::size_t header = 0;
  std::string before, time, after;
};

std::optional<TimePlace> find_time(const Search& search) {
  const TimestampRule& rule = search.scheme.timestamp;
  const std::vector<std::string>& names =
      rule.headers.empty() ? search.scheme.signature.headers : rule.headers;
  for (const std::string& name : names) {
    for (std::size_t i = 0; i < search.given.headers.size(); ++i) {
      const Header& header = search.given.headers[i];
      if (!text::equal_ignoring_case(header.name, name)) continue;
      if (!rule.headers.empty()) return TimePlace{i, "", header.value, ""};
      std::string_view before, time, after;
      if (!split_pair(search.scheme, header.value, before, time, after)) return {};
      return TimePlace{i, std::string(before), std::string(time), std::string(after)};
    }
  }
  return {};
}

std::string_view digits_in(std::string_view text) {
  const std::size_t first = std::min(text.find_first_of("0123456789"), text.size());
  text.remove_prefix(first);
  return text.substr(0, std::min(text.find_first_not_of("0123456789"), text.size()));
}

}  // namespace

std::string hours_text(std::int64_t seconds) {
  constexpr std::int64_t kHalf = 1800, kNear = 30, kWidest = 14;
  const std::int64_t halves = (seconds + kNear) / kHalf;
  if (halves < 2 || halves > 2 * kWidest || std::abs(seconds - halves * kHalf) > kNear) return {};
  return fmt::format(", which is almost exactly {}{} hour{}", halves / 2, halves % 2 ? ".5" : "",
                     halves == 2 ? "" : "s");
}

void look_at_time(Search& search) {
  const Verification& seen = search.verification;
  const TimestampRule& rule = search.scheme.timestamp;
  if (seen.expired) {
    search.state("time.expired",
                 "the signature was right, and the time until which it counts is over",
                 "verify when the delivery comes; if it did just come, compare both clocks");
    return;
  }
  const std::string hours = hours_text(std::abs(seen.seconds_off));
  if (seen.age == Age::too_old)
    search.state("time.too-old",
                 fmt::format("the timestamp is {} old{}, and {}", duration(seen.seconds_off),
                             hours.empty() ? "" : hours + ", as where local time is taken for UTC",
                             rule_of(search, rule.past)),
                 age_fix(search));
  if (seen.age != Age::too_new) return;
  if (seen.timestamp && *seen.timestamp > kFirstMilliseconds)
    search.state("time.milliseconds",
                 "the timestamp is in milliseconds, and the scheme has seconds",
                 "let the sender write seconds since 1970");
  else
    search.state("time.clock-behind",
                 fmt::format("the timestamp is {} ahead{}, and {}: {}", duration(-seen.seconds_off),
                             hours, rule_of(search, rule.future),
                             hours.empty() ? "this machine's clock is behind, or the sender's is "
                                             "ahead"
                                           : "as where local time is taken for UTC"),
                 hours.empty() ? std::string(kClockFix)
                               : "let clock and receiver have UTC, with the time zone set apart "
                                 "from it; what this machine takes for both:\n"
                                 "  timedatectl status");
}

bool time_repairs(const Search& search, const HeaderOffer& offer) {
  if (!search.scheme.timestamp.exists()) return true;
  const std::optional<TimePlace> place = find_time(search);
  if (!place) return true;
  const auto with = [&](const char* id, const char* happened, const char* repaired,
                        std::string time) {
    if (time.empty() || time == place->time) return true;
    std::vector<Header> headers = search.given.headers;
    headers[place->header].value = place->before + time + place->after;
    return offer({.words = {id, happened, repaired,
                            "hand the timestamp on as the sender wrote it: it is signed"},
                  .headers = std::move(headers)});
  };
  const std::string digits(digits_in(place->time));
  if (!with("time.malformed", "the timestamp was written in another way",
            "its whole seconds are taken", digits))
    return false;
  if (digits.size() > 12 && digits.size() < 18 &&
      !with("time.milliseconds", "the timestamp was changed to milliseconds",
            "it is written in seconds", digits.substr(0, digits.size() - 3)))
    return false;
  const std::optional<Time> date = text::parse_time(place->time);
  if (date && !search.scheme.timestamp.rfc3339)
    return with("time.malformed", "the timestamp was written as a date",
                "it is written in seconds since 1970",
                std::to_string(date->time_since_epoch().count()));
  return true;
}

}  // namespace checkoutdiag::webhook
