#include "checks/token/story.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <utility>

#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/redact.hpp"

namespace checkoutdiag::token {
namespace {

constexpr double kBeforeClick = 10'000;  // ms: a click that is older began something else
constexpr double kHandler = 1000;        // ms in which a page does something with a reply
constexpr double kNextRequest = 60'000;  // ms in which it charges

}  // namespace

const Entry& entry_of(const CaptureCase& seen, const Exchange& exchange) {
  return seen.seen.entries[exchange.entry];
}

const Entry& entry_of(const CaptureCase& seen, const Use& use) {
  return seen.seen.entries[use.entry];
}

std::string safe(std::string_view recorded) {
  return text::redacted(recorded);
}

std::string duration_text(double seconds) {
  constexpr double kMinute = 60, kHour = 3600;
  constexpr double kDay = 86400;
  if (seconds > 9 * kDay) return fmt::format("{:.0f} days", std::min(seconds, 1e9) / kDay);
  if (seconds < 1) return fmt::format("{:.0f} ms", std::max(0.0, seconds) * 1000);
  if (seconds < 10) return fmt::format("{:.1f} s", seconds);
  if (seconds < 3 * kMinute) return fmt::format("{:.0f} s", seconds);
  if (seconds < 3 * kHour) return fmt::format("{:.0f} min", seconds / kMinute);
  return fmt::format("{:.1f} h", seconds / kHour);
}

std::string_view meaning_of_code(const Gateway* gateway, std::string_view code) {
  if (gateway)
    if (const std::string_view known = meaning_of(*gateway, code); !known.empty()) return known;
  constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kTelling = {
      {{"token_expired", "expired"},
       {"expired_token", "expired"},
       {"nonce_expired", "expired"},
       {"card_token_expired", "expired"},
       {"token_already_used", "used"},
       {"token_used", "used"},
       {"card_token_used", "used"},
       {"token_in_use", "used"}}};
  for (const auto& [name, meaning] : kTelling)
    if (text::equal_ignoring_case(name, code)) return meaning;
  return {};
}

std::string shown_code(const std::string& code) {
  constexpr std::size_t kLongest = 40;
  const auto is_plain = [](char c) {
    return text::is_letter(c) || text::is_digit(c) || c == '_' || c == '-' || c == '.';
  };
  const bool is_code =
      !code.empty() && code.size() <= kLongest && std::all_of(code.begin(), code.end(), is_plain);
  return is_code ? text::redacted(code) : std::string("(not shown)");
}

std::string code_in_brackets(const std::string& code) {
  return code.empty() ? std::string() : fmt::format(" ({})", shown_code(code));
}

double end_of(const Capture& capture) {
  double end = 0;
  for (const Entry& each : capture.entries)
    end = std::max({end, each.ended, each.began});
  return end;
}

std::string ended_early(const CaptureCase& seen, double at) {
  constexpr double kPatience = 200;  // ms
  const Recording& recording = seen.seen.recording;
  if (recording.is_cut) return "the file is cut off";
  if (recording.unread > 0) return "some of its entries cannot be read";
  const double left = end_of(seen.seen) - at;
  return left < kPatience
             ? fmt::format("it ends {} later", duration_text(std::max(0.0, left) / 1000))
             : std::string();
}

bool is_of_payment(const CaptureCase& seen, const std::string& host) {
  const auto& endpoints = seen.expected.endpoints;
  const auto& challenges = seen.seen.challenges;
  return may_have_cards(seen.expected, host, {}) ||
         std::any_of(endpoints.begin(), endpoints.end(),
                     [&](const Endpoint& each) { return host_matches(each.host, host); }) ||
         std::any_of(challenges.begin(), challenges.end(),
                     [&](const Challenge& each) { return each.acs == host; });
}

std::vector<const Use*> uses_of(const Capture& capture, std::size_t exchange) {
  std::vector<const Use*> uses;
  for (const Use& each : capture.uses)
    if (each.exchange == exchange) uses.push_back(&each);
  return uses;
}

std::string_view failure_text(std::string_view failure) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 15> kKnown = {
      {{"csp", "a Content-Security-Policy of the page stopped it"},
       {"ERR_CONNECTION_REFUSED", "nothing listens there"},
       {"ERR_ABORTED", "the page gave up, or went elsewhere, before the reply came"},
       {"ERR_NAME_NOT_RESOLVED", "the name has no address here"},
       {"ERR_CONNECTION_TIMED_OUT", "nothing answered in time"},
       {"ERR_TIMED_OUT", "nothing answered in time"},
       {"ERR_CONNECTION_RESET", "the connection was cut"},
       {"ERR_CONNECTION_CLOSED", "the connection was closed without a reply"},
       {"ERR_EMPTY_RESPONSE", "the connection was closed without a reply"},
       {"ERR_CERT", "the browser does not trust its certificate"},
       {"ERR_SSL", "TLS could not be agreed on"},
       {"ERR_INTERNET_DISCONNECTED", "the browser was offline"},
       {"ERR_BLOCKED_BY_CLIENT", "an extension of the browser blocked it"},
       {"ERR_BLOCKED_BY_RESPONSE", "a header of the reply forbids it"},
       {"ERR_FAILED", "the browser does not say why; CORS is the usual reason"}}};
  for (const auto& [name, meaning] : kKnown)
    if (failure.find(name) != std::string_view::npos) return meaning;
  return {};
}

std::string_view no_exchange(const CaptureCase& seen) {
  return seen.seen.exchanges.empty() ? "there is no exchange for a token in it"
                                     : std::string_view{};
}

bool gave_token(const CaptureCase& seen, const Exchange& exchange) {
  const int status = entry_of(seen, exchange).status;
  return !exchange.token.empty() ||
         (seen.seen.recording.source == Source::trace && status >= 200 && status < 300);
}

std::string_view no_main_thread(const CaptureCase& seen) {
  if (seen.seen.recording.source == Source::har)
    return "a HAR file has no main thread: give a trace";
  if (!seen.seen.main_thread.was_recorded)
    return "the trace has no tasks (RunTask) of the page's main thread: record with "
           "disabled-by-default-devtools.timeline";
  return no_exchange(seen);
}

Window window_of(const CaptureCase& seen, std::size_t exchange) {
  const Entry& asked = entry_of(seen, seen.seen.exchanges[exchange]);
  Window window{asked.began, asked.ended + kHandler};
  for (const double click : seen.seen.main_thread.clicks)
    if (click <= asked.began && asked.began - click < kBeforeClick)
      window.begin = std::min(window.begin, click);
  const auto uses = uses_of(seen.seen, exchange);
  for (const Use* each : uses)
    window.end = std::max(asked.ended, entry_of(seen, *each).ended);
  if (!uses.empty()) return window;
  // A trace has no bodies: the shop's next request of a script is taken for the charge.
  for (const Entry& each : seen.seen.entries) {
    const bool is_script = each.kind == "fetch" || each.kind == "xhr";
    if (!is_script || each.method == "GET" || each.began < asked.ended ||
        each.began - asked.ended > kNextRequest || !is_of_shop(seen.seen, each.host))
      continue;
    window.end = each.ended;
    break;
  }
  return window;
}

std::vector<Window> windows(const CaptureCase& seen) {
  std::vector<Window> all;
  for (std::size_t i = 0; i < seen.seen.exchanges.size(); ++i)
    all.push_back(window_of(seen, i));
  return all;
}

std::string leaked_to(const CaptureCase& seen, const Leak& leak) {
  if (leak.place == LeakPlace::console) return "the console";
  const std::string_view how = leak.resource == "ping" ? ", a beacon" : "";
  const std::string_view whose = seen.seen.shop().empty()           ? "whose host is not known"
                                 : is_of_shop(seen.seen, leak.host) ? "the shop's own host"
                                                                    : "a third party";
  return fmt::format("{} of {} ({}{})", name(leak.place), leak.request, whose, how);
}

std::size_t count_of(const std::vector<const Leak*>& leaks) {
  std::size_t count = 0;
  for (const Leak* each : leaks)
    count += each->times;
  return count;
}

std::string times_text(std::size_t count) {
  return count > 1 ? fmt::format(", {} times", count) : std::string();
}

void tell_leak(Finding& finding, const Leak& leak) {
  if (!leak.field.empty()) finding.with("field", leak.field);
  finding.with(leak.place == LeakPlace::console ? "line" : "entry",
               static_cast<std::int64_t>(leak.entry));
}

void tell_unknown_gateway(const CaptureCase& seen, const Leak& leak, Finding& finding) {
  const bool may_be = seen.seen.exchanges.empty() && !seen.expected.gateway &&
                      seen.expected.endpoints.empty() && leak.place == LeakPlace::request_body &&
                      leak.resource != "ping" && !is_of_shop(seen.seen, leak.host);
  if (!may_be) return;
  finding.at_level(Level::warning)
      .fixed_by(fmt::format("if {} is your gateway, name the request with --endpoint, and it is "
                            "judged as one; if it is not, the card is in wrong hands",
                            text::printable(leak.host, 100)));
}

std::string owner_text(const Task& task) {
  constexpr std::size_t kShown = 80;
  if (task.script.empty()) return task.what.empty() ? std::string("no script is named") : task.what;
  Entry script;
  if (!set_url(script, task.script)) return "a script of the page itself";
  std::string owner = text::printable(text::redacted(script.host + script.path), kShown);
  if (!task.function.empty()) owner += ", " + text::printable(task.function, 40) + "()";
  return owner;
}

bool is_third_party(const CaptureCase& seen, const std::string& url) {
  Entry script;
  if (!set_url(script, url) || is_of_shop(seen.seen, script.host)) return false;
  return !is_of_payment(seen, script.host);
}

}  // namespace checkoutdiag::token
