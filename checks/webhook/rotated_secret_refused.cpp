#include "checks/webhook/drill_faults.hpp"

namespace checkoutdiag::webhook::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Standard Webhooks: the specification",
     "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md"},
    {"Stripe: roll endpoint signing secrets",
     "https://docs.stripe.com/webhooks#roll-endpoint-secrets"},
};

void run(const DrillCase& seen, Outcome& outcome) {
  judge_trials(seen, {Trial::two_secrets}, {Fault::refused, Fault::failed},
               "one of two signatures is right, and the delivery is not taken", outcome);
}

}  // namespace

constinit const Check<DrillCase> rotated_secret_refused{
    .rule = {.id = "webhook/rotated-secret-refused",
             .level = Level::error,
             .title = "a delivery that is signed with an old and a new secret is not "
                      "taken",
             .why = "While a secret is being replaced the sender signs with both, and "
                    "one that matches is enough. A receiver that looks at the first "
                    "signature alone refuses every delivery from the moment on at which "
                    "the new secret is made.",
             .fix = "compare every signature of the header with every secret that is "
                    "valid; one that matches is enough",
             .references = kReferences},
    .skip = &not_taken,
    .run = &run,
};

}  // namespace checkoutdiag::webhook::rules
