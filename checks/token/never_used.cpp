#include <algorithm>
#include <cmath>

#include "checks/token/story.hpp"
#include "checks/token/token.hpp"

namespace checkoutdiag::token::rules {
namespace {

constexpr Reference kReferences[] = {
    {"WHATWG HTML: unhandled promise rejections",
     "https://html.spec.whatwg.org/multipage/webappapis.html#unhandled-promise-rejections"},
    {"braintree-web-drop-in issue 363",
     "https://github.com/braintree/braintree-web-drop-in/issues/363"},
};

constexpr double kBurst = 3000;

// Another token of the same moment was used: that two were asked for is told elsewhere.
bool has_used_twin(const CaptureCase& seen, std::size_t exchange) {
  const double at = entry_of(seen, seen.seen.exchanges[exchange]).began;
  for (const Use& use : seen.seen.uses)
    if (use.exchange != exchange &&
        std::abs(entry_of(seen, seen.seen.exchanges[use.exchange]).began - at) < kBurst)
      return true;
  return false;
}

std::size_t lost_bodies_after(const CaptureCase& seen, double at) {
  std::size_t lost = 0;
  for (const Entry& each : seen.seen.entries)
    lost += each.began >= at && each.has_lost_body && each.kind != "ping";
  return lost;
}

std::string_view skip(const CaptureCase& seen) {
  if (seen.seen.recording.source == Source::trace) return "a trace has no bodies: give the HAR";
  return no_exchange(seen);
}

// It went somewhere, and it is not known that this was no charge.
const Entry* gone_elsewhere(const CaptureCase& seen, std::size_t exchange) {
  for (const Elsewhere& each : seen.seen.elsewhere)
    if (each.exchange == exchange) return &seen.seen.entries[each.entry];
  return nullptr;
}

void judge_one(const CaptureCase& seen, std::size_t exchange, Outcome& outcome) {
  const Exchange& made = seen.seen.exchanges[exchange];
  const Entry& entry = entry_of(seen, made);
  if (const Entry* other = gone_elsewhere(seen, exchange)) {
    outcome.undecided("the token of {} went with {}, and whether that charges it is not known",
                      shown(entry), shown(*other));
    return;
  }
  if (const std::size_t lost = lost_bodies_after(seen, entry.ended)) {
    outcome.undecided("{} requests after the token have bodies that are not in the recording",
                      lost);
    return;
  }
  const auto is_uncaught = [](const ConsoleLine& line) { return line.is_uncaught; };
  const auto& console = seen.seen.console;
  const auto thrown = std::find_if(console.begin(), console.end(), is_uncaught);
  const std::string early = ended_early(seen, entry.ended);
  if (!early.empty() && thrown == console.end()) {
    outcome.undecided("the token of {} was in no request after it, and {}", shown(entry), early);
    return;
  }
  Finding& finding = outcome.fail("the token of {} was in no request after it", shown(entry));
  finding.with("token", shown_token(made.token))
      .with("entry", static_cast<std::int64_t>(entry.number))
      .with("recorded_after_ms",
            static_cast<std::int64_t>(std::max(0.0, end_of(seen.seen) - entry.ended)));
  if (thrown != console.end()) finding.with("console", thrown->text);
}

void run(const CaptureCase& seen, Outcome& outcome) {
  for (std::size_t i = 0; i < seen.seen.exchanges.size(); ++i)
    if (!seen.seen.exchanges[i].token.empty() && uses_of(seen.seen, i).empty() &&
        !has_used_twin(seen, i))
      judge_one(seen, i, outcome);
}

}  // namespace

constinit const Check<CaptureCase> never_used{
    .rule = {.id = "token/never-used",
             .level = Level::error,
             .title = "a token came and was never sent on",
             .why = "The gateway made the token, and no later request of the page carries it: the "
                    "handler of the reply did not run to its end. The customer sees a form that "
                    "waits, and no charge was tried.",
             .fix = "look for an exception in the handler of the reply, and let its failure be "
                    "shown to the customer: .catch() on the promise, and window.onerror in the "
                    "shop's monitoring",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::token::rules
