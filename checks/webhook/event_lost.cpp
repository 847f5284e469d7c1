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
      {Trial::valid, Trial::two_secrets, Trial::spaced_json, Trial::crlf_json, Trial::content_type,
       Trial::byte_order_mark, Trial::repeated_member, Trial::signature_twice, Trial::stale,
       Trial::future, Trial::duplicate, Trial::together, Trial::dropped, Trial::lost_answer,
       Trial::other_body, Trial::out_of_order},
      {Fault::lost}, "2xx, and no effect", outcome);
}

}  // namespace

constinit const Check<DrillCase> event_lost{
    .rule = {.id = "webhook/event-lost",
             .level = Level::error,
             .title = "a delivery is answered with 2xx, and nothing comes of it",
             .why = "After a 2xx the sender never delivers the event again: the order "
                    "stays unpaid, and every dashboard is green. Usual causes are an "
                    "exception that is caught and logged, an early return for an "
                    "unexpected state, and work that is handed to a queue that is not "
                    "there.",
             .fix = "answer 2xx only when the event is stored; look into the endpoint's "
                    "log for the event, and see that the probe counts what this event "
                    "causes",
             .references = kReferences},
    .skip = &not_counted,
    .run = &run,
};

}  // namespace checkoutdiag::webhook::rules
