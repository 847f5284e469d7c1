#include "checks/webhook/drill_faults.hpp"

namespace checkoutdiag::webhook::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Standard Webhooks: the specification",
     "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md"},
    {"Stripe: duplicate events, and their order",
     "https://docs.stripe.com/webhooks#best-practices"},
};

void run(const DrillCase& seen, Outcome& outcome) {
  judge_trials(
      seen,
      {Trial::duplicate, Trial::together, Trial::dropped, Trial::lost_answer, Trial::replayed},
      {Fault::refused, Fault::failed}, "a delivery that comes again is not taken", outcome);
}

}  // namespace

constinit const Check<DrillCase> duplicate_refused{
    .rule = {.id = "webhook/duplicate-refused",
             .level = Level::error,
             .title = "a delivery that comes again is not answered with 2xx",
             .why = "The sender takes it for a failure and delivers it again and again, "
                    "until it disables the endpoint. A duplicate is a success: what it "
                    "asks for has been done.",
             .fix = "answer a delivery whose id is stored already with 2xx; 409 is "
                    "right only while the first one is still being handled",
             .references = kReferences},
    .skip = &not_taken,
    .run = &run,
};

}  // namespace checkoutdiag::webhook::rules
