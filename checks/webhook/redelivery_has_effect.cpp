#include "checks/webhook/drill_faults.hpp"

namespace checkoutdiag::webhook::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Stripe: duplicate events, and their order",
     "https://docs.stripe.com/webhooks#best-practices"},
    {"Standard Webhooks: the specification",
     "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md"},
};

void run(const DrillCase& seen, Outcome& outcome) {
  judge_trials(seen, {Trial::dropped, Trial::lost_answer, Trial::replayed}, {Fault::twice},
               "a delivery that comes again has another effect", outcome);
}

}  // namespace

constinit const Check<DrillCase> redelivery_has_effect{
    .rule = {.id = "webhook/redelivery-has-effect",
             .level = Level::error,
             .title = "a delivery that comes again after its answer was lost has a second "
                      "effect",
             .why = "The first one was handled though its sender never heard of it, and "
                    "comes again. Deduplication that is written after the answer, kept "
                    "in memory, or forgotten after a while does not hold.",
             .fix = "store the event's id together with its effect, before the answer, "
                    "and keep it as long as the sender may deliver again",
             .references = kReferences},
    .skip = &not_counted,
    .run = &run,
};

}  // namespace checkoutdiag::webhook::rules
