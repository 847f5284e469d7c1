#include "checks/webhook/drill_faults.hpp"

namespace checkoutdiag::webhook::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Standard Webhooks: the specification",
     "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md"},
    {"Stripe: preventing replay attacks", "https://docs.stripe.com/webhooks#replay-attacks"},
};

void run(const DrillCase& seen, Outcome& outcome) {
  judge_trials(seen, {Trial::stale, Trial::future}, {Fault::accepted},
               "a delivery of another time is taken", outcome);
}

}  // namespace

constinit const Check<DrillCase> old_delivery_accepted{
    .rule = {.id = "webhook/old-delivery-accepted",
             .level = Level::error,
             .title = "a delivery from outside of the time that the scheme allows is "
                      "taken",
             .why = "A recorded delivery can be played again for ever: the scheme signs "
                    "a time so that receivers refuse what is too old. Code that "
                    "verifies the signature by itself leaves the comparison out easily; "
                    "the vendor's SDK makes it.",
             .fix = "compare the signed timestamp with the clock once the signature is "
                    "right, refuse what is further away than the scheme allows, and "
                    "keep the machine's clock right (NTP)",
             .references = kReferences},
    .skip = &not_taken,
    .run = &run,
};

}  // namespace checkoutdiag::webhook::rules
