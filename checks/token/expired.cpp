#include <fmt/core.h>

#include <algorithm>

#include "checks/token/story.hpp"
#include "checks/token/token.hpp"

namespace checkoutdiag::token::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Braintree: payment method nonces",
     "https://developer.paypal.com/braintree/docs/guides/payment-method-nonces"},
    {"Checkout.com: tokens live 15 minutes",
     "https://www.checkout.com/docs/testing/payments-testing"},
};

constexpr double kWarn = 0.8;  // of its life

struct Life {
  double seconds = 0;
  std::string source;
};

// What is known of how long a token is good: from the user, the reply itself, or the profile.
std::optional<Life> life_of(const CaptureCase& seen, const Exchange& exchange) {
  if (seen.life) return Life{*seen.life, "--token-life"};
  if (exchange.life) return Life{*exchange.life, "the gateway's own reply"};
  if (exchange.gateway && exchange.gateway->lifetime)
    return Life{static_cast<double>(exchange.gateway->lifetime->seconds),
                fmt::format("{}, grade {}", exchange.gateway->lifetime->source,
                            exchange.gateway->lifetime->grade)};
  return {};
}

void judge_use(const CaptureCase& seen, const Use& use, Outcome& outcome) {
  const Exchange& exchange = seen.seen.exchanges[use.exchange];
  const Entry &made = entry_of(seen, exchange), &charged = entry_of(seen, use);
  const double age = std::max(0.0, (charged.began - made.ended) / 1000);
  const auto life = life_of(seen, exchange);
  const bool is_told =
      charged.status >= 400 && meaning_of_code(exchange.gateway, use.error) == "expired";
  if (is_told) {
    Finding& finding =
        outcome.fail("the token was {} old at {}, which was answered {}{}", duration_text(age),
                     shown(charged), charged.status, code_in_brackets(use.error));
    finding.with("age_s", fmt::format("{:.1f}", age))
        .with("entry", static_cast<std::int64_t>(charged.number));
    if (life)
      finding.with("life_s", static_cast<std::int64_t>(life->seconds))
          .with("life_from", life->source);
    return;
  }
  if (!life || age < life->seconds * kWarn) return;
  const bool is_over = age >= life->seconds;
  const bool was_taken = charged.status >= 200 && charged.status < 300;
  outcome
      .fail("the token was {} old at {}, and is good for {}", duration_text(age), shown(charged),
            duration_text(life->seconds))
      .at_level(is_over && !was_taken ? Level::error : Level::warning)
      .with("age_s", fmt::format("{:.1f}", age))
      .with("life_s", static_cast<std::int64_t>(life->seconds))
      .with("life_from", life->source)
      .with("entry", static_cast<std::int64_t>(charged.number));
}

std::string_view skip(const CaptureCase& seen) {
  return seen.seen.uses.empty() ? "no token was used in it" : "";
}

void run(const CaptureCase& seen, Outcome& outcome) {
  for (const Use& each : seen.seen.uses) {
    judge_use(seen, each, outcome);
    const Entry& charged = entry_of(seen, each);
    // One that was taken was young enough, whatever its life is.
    const bool is_open = charged.status >= 400 && each.error.empty() &&
                         !life_of(seen, seen.seen.exchanges[each.exchange]);
    if (is_open && outcome.findings.empty())
      outcome.undecided(
          "{} was refused without a code, and how long a token is good is not known: --token-life "
          "says it",
          shown(charged));
  }
}

}  // namespace

constinit const Check<CaptureCase> expired{
    .rule = {.id = "token/expired",
             .level = Level::error,
             .title = "a token was charged when it was too old",
             .why = "A token is good for a time that its gateway sets. A form that asks for it "
                    "early, a customer who goes for another card, or a queue before the charge "
                    "uses it up.",
             .fix = "ask for the token when the customer pays, not when the form is filled in; and "
                    "when a charge says that the token is expired, ask for a new one in the page "
                    "and charge that",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::token::rules
