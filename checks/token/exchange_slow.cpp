#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "checks/token/story.hpp"
#include "checks/token/token.hpp"

namespace checkoutdiag::token::rules {
namespace {

constexpr Reference kReferences[] = {
    {"HTTP Archive 1.2", "https://w3c.github.io/web-performance/specs/HAR/Overview.html"},
    {"W3C Resource Hints: preconnect",
     "https://html.spec.whatwg.org/multipage/links.html#link-type-preconnect"},
};

// The part that took longest, a clause; empty: the recording does not say.
std::string slowest(const Phases& phases) {
  const std::pair<double, const char*> parts[] = {{phases.blocked, "waiting for a free connection"},
                                                  {phases.dns, "finding the address"},
                                                  {phases.connect, "connecting"},
                                                  {phases.tls, "agreeing on TLS"},
                                                  {phases.send, "sending"},
                                                  {phases.wait, "waiting for the gateway"},
                                                  {phases.receive, "receiving"}};
  const auto most =
      std::max_element(std::begin(parts), std::end(parts),
                       [](const auto& a, const auto& b) { return a.first < b.first; });
  if (most->first <= 0) return {};
  return fmt::format(", {} of it {}", duration_text(most->first / 1000), most->second);
}

void run(const CaptureCase& seen, Outcome& outcome) {
  for (const Exchange& each : seen.seen.exchanges) {
    const Entry& entry = entry_of(seen, each);
    const double took = entry.ended - entry.began;
    if (!entry.was_answered() || took < seen.slow_ms) continue;
    outcome.fail("{} took {}{}", shown(entry), duration_text(took / 1000), slowest(entry.phases))
        .with("ms", static_cast<std::int64_t>(took))
        .with("entry", static_cast<std::int64_t>(entry.number));
  }
}

}  // namespace

constinit const Check<CaptureCase> exchange_slow{
    .rule = {.id = "token/exchange-slow",
             .level = Level::warning,
             .title = "the exchange for a token took long",
             .why = "A customer who waits for seconds clicks again, or goes; and a page with a "
                    "time limit of its own gives up on an exchange that would have come.",
             .fix = "see which part took the time: a connection that is made anew is saved by "
                    "<link rel=preconnect> to the gateway; a long wait is the gateway's",
             .references = kReferences},
    .skip = &no_exchange,
    .run = &run,
};

}  // namespace checkoutdiag::token::rules
