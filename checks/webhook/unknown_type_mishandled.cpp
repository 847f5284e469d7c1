#include "checks/webhook/drill_faults.hpp"

namespace checkoutdiag::webhook::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Stripe: duplicate events, and their order",
     "https://docs.stripe.com/webhooks#best-practices"},
};

void run(const DrillCase& seen, Outcome& outcome) {
  judge_trials(seen, {Trial::unknown_type}, {Fault::refused, Fault::failed, Fault::accepted},
               "an event of an unknown type is not taken, or has an effect", outcome);
}

}  // namespace

constinit const Check<DrillCase> unknown_type_mishandled{
    .rule = {.id = "webhook/unknown-type-mishandled",
             .level = Level::warning,
             .title = "an event of a type that the endpoint does not know is not simply "
                      "taken",
             .why = "Senders add types, and send those that nobody asked for. One that "
                    "is refused comes again until the endpoint is disabled; one that is "
                    "handled like another is worse.",
             .fix = "answer 2xx to types that are not handled, and do nothing else",
             .references = kReferences},
    .skip = &not_taken,
    .run = &run,
};

}  // namespace checkoutdiag::webhook::rules
