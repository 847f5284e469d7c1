#include "checks/token/story.hpp"
#include "checks/token/token.hpp"

namespace checkoutdiag::token::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Stripe: tokens", "https://docs.stripe.com/api/tokens"},
    {"Braintree: payment method nonces",
     "https://developer.paypal.com/braintree/docs/guides/payment-method-nonces"}};

std::string_view skip(const ProbeCase& seen) {
  const ProbeUse* unknown = seen.seen.find(Purpose::unknown);
  if (unknown && unknown->taken == Taken::taken) return "any token is taken";
  return seen.seen.find(Purpose::again) ? "" : "no token was used a second time";
}

void run(const ProbeCase& seen, Outcome& outcome) {
  const ProbeUse& again = *seen.seen.find(Purpose::again);
  if (again.taken == Taken::unclear) {
    outcome.undecided("the second use was answered {}: {}", again.status, again.reason);
    return;
  }
  if (again.taken == Taken::refused) return;
  const Gateway* gateway = seen.seen.gateway;
  const bool is_said = gateway && gateway->is_single_use.has_value();
  Finding& finding =
      outcome.fail("a token was taken twice: the second use was answered {}", again.status);
  finding.with("status", again.status);
  if (is_said && *gateway->is_single_use)
    finding.fixed_by(
        "it is documented as one for a single use: tell the gateway, and until then "
        "send each charge with an idempotency key of its order");
  else
    finding.at_level(is_said ? Level::note : Level::warning);
}

}  // namespace

constinit const Check<ProbeCase> reusable{
    .rule = {.id = "token/reusable",
             .level = Level::error,
             .title = "a token can be charged more than once",
             .why =
                 "Where a token is for one charge, a request that is sent twice by mistake is "
                 "refused the second time. Where it is not, nothing but an idempotency key keeps "
                 "a double click from being charged twice.",
             .fix = "do not count on the token against double charges: send each charge with an "
                    "idempotency key that belongs to the order",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::token::rules
