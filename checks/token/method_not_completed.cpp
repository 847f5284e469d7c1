#include "checks/token/story.hpp"
#include "checks/token/token.hpp"

namespace checkoutdiag::token::rules {
namespace {

constexpr Reference kReferences[] = {
    {"3dsecure.io: the 3DS Method", "https://docs.3dsecure.io/3dsv2/3dsmethod.html"},
};

constexpr double kPatience = 10'000;  // ms: what EMV 3-D Secure lets a shop wait

std::string_view skip(const CaptureCase& seen) {
  if (seen.seen.recording.source == Source::trace) return "a trace has no bodies: give the HAR";
  return seen.seen.methods.empty() ? "no 3DS Method was called in it" : "";
}

void run(const CaptureCase& seen, Outcome& outcome) {
  for (const MethodCall& call : seen.seen.methods) {
    const Entry& asked = seen.seen.entries[call.entry];
    if (!call.notified) {
      const double left = end_of(seen.seen) - asked.began;
      if (asked.was_answered() && left < kPatience) {
        outcome.undecided("the recording ends {} after {}, and the notification may take 10 s",
                          duration_text(left / 1000), shown(asked));
        continue;
      }
      outcome.fail("{} was called, and no notification came back to the shop", shown(asked))
          .with("entry", static_cast<std::int64_t>(asked.number));
      continue;
    }
    const double took = seen.seen.entries[*call.notified].began - asked.began;
    if (took <= kPatience) continue;
    outcome
        .fail("the notification of {} came after {}, and the shop may wait for 10 s", shown(asked),
              duration_text(took / 1000))
        .with("ms", static_cast<std::int64_t>(took))
        .with("entry", static_cast<std::int64_t>(asked.number));
  }
}

}  // namespace

constinit const Check<CaptureCase> method_not_completed{
    .rule = {.id = "token/method-not-completed",
             .level = Level::warning,
             .title = "the 3DS Method was called, and its notification did not come in time",
             .why = "The hidden frame of the 3DS Method lets the issuer see the browser, and posts "
                    "to the shop's notification URL when it is done. Without it the AReq has "
                    "threeDSCompInd N, the issuer knows less, and a challenge is likelier.",
             .fix = "call it as soon as the card number is known, let frame-src and form-action of "
                    "the page take it, answer the notification URL without a login, and wait for "
                    "it up to 10 s before the AReq",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::token::rules
