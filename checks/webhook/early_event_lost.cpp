#include "checks/webhook/drill_faults.hpp"

namespace checkoutdiag::webhook::rules {
namespace {

constexpr Reference kReferences[] = {
    {"statamic-cargo#190: 200 without an order",
     "https://github.com/duncanmcclean/statamic-cargo/issues/190"},
    {"Standard Webhooks: the specification",
     "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md"},
};

void run(const DrillCase& seen, Outcome& outcome) {
  judge_trials(seen, {Trial::early}, {Fault::refused, Fault::failed, Fault::lost},
               "an event that came before its order is not applied", outcome);
}

}  // namespace

constinit const Check<DrillCase> early_event_lost{
    .rule = {.id = "webhook/early-event-lost",
             .level = Level::error,
             .title = "an event that comes before its order exists is lost",
             .why = "The webhook is often faster than the shop's own request: the "
                    "customer has paid before the order is committed. An endpoint that "
                    "finds no order and answers 2xx has thrown the payment away.",
             .fix = "answer 404, 409 or 503 so that the sender delivers again, or store "
                    "the event, answer 2xx, and apply it when the order appears",
             .references = kReferences},
    .skip = &not_taken,
    .run = &run,
};

}  // namespace checkoutdiag::webhook::rules
