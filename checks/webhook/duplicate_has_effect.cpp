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
  judge_trials(
      seen,
      {Trial::duplicate, Trial::valid, Trial::two_secrets, Trial::spaced_json, Trial::crlf_json,
       Trial::content_type, Trial::byte_order_mark, Trial::repeated_member, Trial::signature_twice,
       Trial::stale, Trial::future, Trial::out_of_order, Trial::early, Trial::killed},
      {Fault::twice}, "the same event has more than one effect", outcome);
}

}  // namespace

constinit const Check<DrillCase> duplicate_has_effect{
    .rule = {.id = "webhook/duplicate-has-effect",
             .level = Level::error,
             .title = "a delivery that comes twice has two effects",
             .why = "Senders deliver at least once: after a lost answer, a timeout or a "
                    "resend by hand the same event comes again. Without deduplication "
                    "an order is shipped, refunded or booked twice.",
             .fix = "store the event's id in a unique column in the same transaction as "
                    "the effect (INSERT ... ON CONFLICT DO NOTHING), and answer 2xx "
                    "without doing anything when it is there already",
             .references = kReferences},
    .skip = &not_counted,
    .run = &run,
};

}  // namespace checkoutdiag::webhook::rules
