#include "checks/webhook/drill_faults.hpp"

namespace checkoutdiag::webhook::rules {
namespace {

constexpr Reference kReferences[] = {
    {"CWE-347: Improper Verification of Cryptographic Signature",
     "https://cwe.mitre.org/data/definitions/347.html"},
    {"Standard Webhooks: the specification",
     "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md"},
};

void run(const DrillCase& seen, Outcome& outcome) {
  judge_trials(seen,
               {Trial::tampered, Trial::other_secret, Trial::signature_missing,
                Trial::signature_empty, Trial::signature_short, Trial::signature_filler,
                Trial::signature_alphabet, Trial::signature_not_ascii, Trial::signature_long},
               {Fault::accepted}, "a delivery without a right signature is taken", outcome);
}

}  // namespace

constinit const Check<DrillCase> forgery_accepted{
    .rule = {.id = "webhook/forgery-accepted",
             .level = Level::error,
             .title = "the endpoint takes deliveries that its sender did not sign",
             .why = "Whoever knows the URL can tell the shop that an order was paid. "
                    "Nothing else keeps a forged event out.",
             .fix = "verify the signature over the bytes of the body before anything "
                    "else is done with it, compare in constant time, and answer 400 or "
                    "401 when it is wrong, empty or not there",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::webhook::rules
