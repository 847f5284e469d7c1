#include <algorithm>

#include "checks/token/story.hpp"
#include "checks/token/token.hpp"

namespace checkoutdiag::token::rules {
namespace {

constexpr Reference kReferences[] = {
    {"3dsecure.io: the challenge flow", "https://docs.3dsecure.io/3dsv2/challenge_flow.html"},
    {"EMV 3-D Secure specification", "https://www.emvco.com/emv-technologies/3-d-secure/"},
};

std::string_view skip(const CaptureCase& seen) {
  if (seen.seen.recording.source == Source::trace) return "a trace has no bodies: give the HAR";
  return seen.seen.challenges.empty() ? "no answer in it asks for a challenge" : "";
}

void run(const CaptureCase& seen, Outcome& outcome) {
  for (const Challenge& each : seen.seen.challenges) {
    if (each.mounted && seen.seen.entries[*each.mounted].was_answered() &&
        seen.seen.entries[*each.mounted].failure.empty())
      continue;
    const Entry& asked = seen.seen.entries[each.entry];
    const std::string acs = each.acs.empty() ? std::string("the ACS") : safe(each.acs);
    if (each.mounted) {
      const Entry& sent = seen.seen.entries[*each.mounted];
      outcome
          .fail("the challenge of {} did not come up: {}", acs,
                failure_text(sent.failure).empty() ? std::string("it got no reply")
                                                   : std::string(failure_text(sent.failure)))
          .with("failure", sent.failure)
          .with("entry", static_cast<std::int64_t>(sent.number));
      continue;
    }
    const bool has_console = std::any_of(
        seen.seen.console.begin(), seen.seen.console.end(),
        [](const ConsoleLine& line) { return line.is_uncaught || !line.directive.empty(); });
    if (const std::string early = ended_early(seen, asked.ended); !early.empty() && !has_console) {
      outcome.undecided("{} was answered with transStatus C, and {}", shown(asked), early);
      continue;
    }
    Finding& finding = outcome.fail(
        "{} was answered with transStatus C, and nothing was posted to {}", shown(asked), acs);
    finding.with("entry", static_cast<std::int64_t>(asked.number))
        .with("recorded_after_ms",
              static_cast<std::int64_t>(std::max(0.0, end_of(seen.seen) - asked.ended)));
    for (const ConsoleLine& line : seen.seen.console)
      if (line.is_uncaught || line.directive.find("frame") != std::string::npos ||
          line.directive.find("form-action") != std::string::npos)
        finding.with("console", line.text);
  }
}

}  // namespace

constinit const Check<CaptureCase> challenge_not_mounted{
    .rule = {.id = "token/challenge-not-mounted",
             .level = Level::error,
             .title = "a challenge was asked for, and the page did not show it",
             .why = "transStatus C is no decline: the issuer wants to ask the customer, within 30 "
                    "s, in a frame to which the page posts the creq. A page that does not do so "
                    "shows nothing, and the payment is lost; the issuer reports challengeCancel "
                    "05.",
             .fix = "on transStatus C post the creq in a form to the acsURL, into an iframe of the "
                    "size that was agreed on or in the whole window, and wait for the notification",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::token::rules
