#include <algorithm>
#include <vector>

#include "checks/token/story.hpp"
#include "checks/token/token.hpp"

namespace checkoutdiag::token::rules {
namespace {

constexpr Reference kReferences[] = {
    {"WHATWG XMLHttpRequest: the open() method", "https://xhr.spec.whatwg.org/#the-open()-method"},
    {"Chromium: deprecated synchronous XHR at page dismissal",
     "https://chromestatus.com/feature/4664843055398912"},
};

bool is_near(const std::vector<Window>& windows, const Entry& entry) {
  return std::any_of(windows.begin(), windows.end(), [&](const Window& window) {
    return entry.began <= window.end && entry.ended >= window.begin;
  });
}

void run(const CaptureCase& seen, Outcome& outcome) {
  const std::vector<Window> all = windows(seen);
  for (const SyncRequest& each : seen.seen.main_thread.synchronous) {
    const Entry& entry = seen.seen.entries[each.entry];
    if (!is_near(all, entry)) continue;
    outcome
        .fail("the page stood still for {} while {} was on its way", duration_text(each.ms / 1000),
              shown(entry))
        .with("ms", static_cast<std::int64_t>(each.ms))
        .with("entry", static_cast<std::int64_t>(entry.number));
  }
}

}  // namespace

constinit const Check<CaptureCase> synchronous_request{
    .rule = {.id = "token/synchronous-request",
             .level = Level::warning,
             .title = "the page stood still for a synchronous request",
             .why = "While a synchronous XMLHttpRequest is on its way, the page does nothing else: "
                    "no click, no timer, no animation. Customers click again, and browsers on "
                    "their way out refuse such requests.",
             .fix = "make the request asynchronous: fetch() with await, or XMLHttpRequest whose "
                    "open() has no third argument false",
             .references = kReferences},
    .skip = &no_main_thread,
    .run = &run,
};

}  // namespace checkoutdiag::token::rules
