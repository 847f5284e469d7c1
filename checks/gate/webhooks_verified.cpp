#include "checks/gate/line.hpp"

namespace checkoutdiag::gate::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Standard Webhooks: verifying signatures",
     "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md"},
    {"Stripe: check the webhook signatures", "https://docs.stripe.com/webhooks#verify-events"},
};

constexpr std::string_view kRules[] = {
    "webhook/forgery-accepted",
    "webhook/old-delivery-accepted",
    "webhook/right-delivery-refused",
    "webhook/body-parsed-before-verification",
};
constexpr std::string_view kProofs[] = {"webhook/forgery-accepted"};

std::string_view skip(const ChecklistCase& seen) {
  return seen.left_out;
}

void run(const ChecklistCase& seen, Outcome& outcome) {
  judge_line(seen, {kRules, kProofs, "add one that runs webhook drill against each endpoint"},
             outcome);
}

}  // namespace

constinit const Check<ChecklistCase> webhooks_verified{
    .rule = {.id = "gate/webhooks-verified",
             .level = Level::error,
             .title = "every webhook endpoint verifies what it takes",
             .why = "Whoever finds the URL of an endpoint that does not verify can tell the shop "
                    "that an order is paid. That an endpoint refuses forgeries and takes what is "
                    "right shows when it is sent both, and not in its code.",
             .fix = "verify the signature over the raw bytes, before anything is read out of "
                    "them; prove it with\n"
                    "  checkoutdiag webhook drill URL --scheme SCHEME --secret-file FILE",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::gate::rules
