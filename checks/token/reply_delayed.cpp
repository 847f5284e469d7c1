#include <algorithm>

#include "checks/token/story.hpp"
#include "checks/token/token.hpp"

namespace checkoutdiag::token::rules {
namespace {

constexpr Reference kReferences[] = {
    {"W3C Long Tasks", "https://www.w3.org/TR/longtasks-1/"},
    {"Chrome: trace event format", "https://chromium.googlesource.com/catapult"},
};

constexpr double kHint = 50, kWarning = 200;  // ms

void run(const CaptureCase& seen, Outcome& outcome) {
  for (const ReplyDelay& each : seen.seen.main_thread.delays) {
    const auto is_it = [&](const Exchange& exchange) { return exchange.entry == each.entry; };
    const auto& exchanges = seen.seen.exchanges;
    if (each.ms < kHint || std::none_of(exchanges.begin(), exchanges.end(), is_it)) continue;
    const Entry& entry = seen.seen.entries[each.entry];
    outcome
        .fail("the reply of {} waited {} ms for the page's main thread", shown(entry),
              static_cast<std::int64_t>(each.ms))
        .at_level(each.ms >= kWarning ? Level::warning : Level::note)
        .with("ms", static_cast<std::int64_t>(each.ms))
        .with("entry", static_cast<std::int64_t>(entry.number));
  }
}

}  // namespace

constinit const Check<CaptureCase> reply_delayed{
    .rule = {.id = "token/reply-delayed",
             .level = Level::warning,
             .title = "the reply had come, and the page did not get to it",
             .why = "Between the moment at which the browser had the reply and the one at which "
                    "the page's main thread took it, the customer waited for nothing: the thread "
                    "was busy.",
             .fix = "see which task held the thread: the rule token/long-task names its script; "
                    "the gateway and the network are not at fault",
             .references = kReferences},
    .skip = &no_main_thread,
    .run = &run,
};

}  // namespace checkoutdiag::token::rules
