#include <fmt/core.h>

#include "checks/token/story.hpp"
#include "checks/token/token.hpp"

namespace checkoutdiag::token::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Braintree: payment method nonces",
     "https://developer.paypal.com/braintree/docs/guides/payment-method-nonces"},
    {"Checkout.com: tokens live 15 minutes",
     "https://www.checkout.com/docs/testing/payments-testing"}};

std::string_view skip(const ProbeCase& seen) {
  if (!seen.life) return "no life of a token is documented or given";
  const ProbeUse* unknown = seen.seen.find(Purpose::unknown);
  if (unknown && unknown->taken == Taken::taken) return "any token is taken";
  const ProbeUse* fresh = seen.seen.find(Purpose::fresh);
  return fresh && fresh->taken == Taken::taken ? "" : "no fresh token was taken";
}

void run(const ProbeCase& seen, Outcome& outcome) {
  const double life = *seen.life;
  const auto taken = seen.seen.taken_at(), refused = seen.seen.refused_at();
  if (refused && *refused < life * (1 - seen.tolerance)) {
    outcome
        .fail("a token was refused at {}{}, and is said to live {}", duration_text(*refused),
              code_in_brackets(seen.seen.refusal()->code), duration_text(life))
        .with("refused_at_s", fmt::format("{:.1f}", *refused))
        .with("life_from", seen.life_from);
  } else if (taken && *taken > life * (1 + seen.tolerance)) {
    outcome
        .fail("a token was taken at {}, and is said to live {}", duration_text(*taken),
              duration_text(life))
        .at_level(Level::note)
        .with("taken_at_s", fmt::format("{:.1f}", *taken))
        .with("life_from", seen.life_from);
  } else if (!taken || *taken < life * (1 - seen.tolerance)) {
    // Also where one was refused later: the life is anywhere between the two.
    outcome.undecided(
        "the greatest age at which a token was taken is {}, and it is said to live {}",
        duration_text(taken.value_or(0)), duration_text(life));
  } else if (!refused) {
    outcome.undecided("no token was refused, and the greatest age was {}: --ages goes further",
                      duration_text(*taken));
  }
}

}  // namespace

constinit const Check<ProbeCase> life_differs{
    .rule = {.id = "token/life-differs",
             .level = Level::error,
             .title = "a token does not live as long as it is said to",
             .why =
                 "A checkout is built on the life that is documented: how early it asks for the "
                 "token, how long a queue may hold it. Where tokens end sooner, payments of slow "
                 "customers fail with an error that nobody expects.",
             .fix =
                 "build on the life that was measured: ask for the token when the customer pays, "
                 "and ask the gateway which life is promised for this product",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::token::rules
