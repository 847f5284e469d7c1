#include "checks/webhook/drill_faults.hpp"

namespace checkoutdiag::webhook::rules {
namespace {

constexpr Reference kReferences[] = {
    {"stripe-node#356: the body must be raw", "https://github.com/stripe/stripe-node/issues/356"},
    {"RFC 8259: JSON", "https://www.rfc-editor.org/rfc/rfc8259"},
};

void run(const DrillCase& seen, Outcome& outcome) {
  constexpr std::string_view kSentence = "what is verified is not the bytes of the body";
  judge_trials(seen, {Trial::spaced_json, Trial::crlf_json}, {Fault::refused, Fault::failed},
               kSentence, outcome);
  judge_trials(seen, {Trial::respaced}, {Fault::accepted}, kSentence, outcome);
  // Either shows it.
  for (const Trial each : {Trial::spaced_json, Trial::crlf_json, Trial::respaced})
    if (find_trial(seen.seen, each)) outcome.skipped_because.clear();
}

}  // namespace

constinit const Check<DrillCase> body_parsed_before_verification{
    .rule = {.id = "webhook/body-parsed-before-verification",
             .level = Level::error,
             .title = "the signature is verified over a body that was written anew",
             .why = "The signature covers bytes. A framework that parses the JSON, and "
                    "code that writes it again to verify it, changes white space, "
                    "escapes and numbers: right deliveries are refused on the day on "
                    "which the sender writes its JSON otherwise, and changed ones are "
                    "taken.",
             .fix = "keep the body as it came, verify these bytes, and parse them after "
                    "that: express.raw() in Express, request.get_data() in Flask, "
                    "request.body in Django, php://input in PHP",
             .references = kReferences},
    .skip = &not_taken,
    .run = &run,
};

}  // namespace checkoutdiag::webhook::rules
