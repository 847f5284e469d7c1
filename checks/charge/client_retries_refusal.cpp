#include <algorithm>

#include "checks/charge/drill_words.hpp"

namespace checkoutdiag::charge::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Stripe: card declines", "https://docs.stripe.com/declines"},
    {"Nexi: managing authorization reattempts (rules of Visa and Mastercard)",
     "https://developer.nexigroup.com/netaxept/en-EU/docs/managing-authorization-reattempts"},
    {"RFC 9110 section 15.5: client error 4xx",
     "https://www.rfc-editor.org/rfc/rfc9110#section-15.5"},
};

std::string_view skip(const DrillCase& seen) {
  return no_try(seen);
}

// An answer after which the request must not be sent again as it is.
bool is_final(const DrillCase& seen, const Try& attempt) {
  return attempt.refused() || (!seen.seen.scenario.may_retry && attempt.status >= 400);
}

void run(const DrillCase& seen, Outcome& outcome) {
  const std::vector<Try> tries = tries_of(seen.seen);
  const std::vector<Retry> retries = retries_of(tries);
  const auto again = std::find_if(retries.begin(), retries.end(), [&](const Retry& retry) {
    return retry.waited && is_final(seen, *retry.before);
  });
  if (again == retries.end()) return;
  const auto times = static_cast<std::size_t>(std::count_if(
      again, retries.end(), [&](const Retry& retry) { return is_final(seen, *retry.before); }));
  describe(outcome.fail("the charge was refused with {}, which no retry changes, and the client "
                        "sent it again {}",
                        again->before->status, times_text(times)),
           seen)
      .with("status", std::int64_t{again->before->status})
      .fixed_by(
          "end with the refusal: retry connection failures and 5xx, and of the 4xx 409, 425 and "
          "429 at most, never the others; a declined card wants another card, which is a new "
          "payment with a key of its own");
}

}  // namespace

constinit const Check<DrillCase> client_retries_refusal{
    .rule = {.id = "charge/client-retries-refusal",
             .level = Level::warning,
             .title = "a refusal is not retried",
             .why = "A declined card or a faulty request stays so however often it is sent. Card "
                    "schemes count and charge for repeated attempts on a declined card, issuers "
                    "take them for fraud, and the shopper waits for an answer that was there at "
                    "once.",
             .fix = "do not retry a 4xx, other than 409, 425 and 429",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::charge::rules
