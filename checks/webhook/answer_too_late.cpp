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
  judge_trials(seen, all_trials(), {Fault::late}, "no answer within the time that the sender waits",
               outcome);
}

}  // namespace

constinit const Check<DrillCase> answer_too_late{
    .rule = {.id = "webhook/answer-too-late",
             .level = Level::error,
             .title = "the endpoint does not answer within the time that its sender waits",
             .why = "The sender counts it as a failure and delivers again, while the "
                    "first delivery is still being handled: both may be applied.",
             .fix = "store the event, answer, and do the work after that, from a queue "
                    "or a job",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::webhook::rules
