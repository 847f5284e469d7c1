#include <algorithm>

#include "checks/charge/drill_words.hpp"

namespace checkoutdiag::charge::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Stripe: idempotent requests", "https://docs.stripe.com/api/idempotent_requests"},
    {"Adyen: API idempotency", "https://docs.adyen.com/development-resources/api-idempotency"},
    {"The Idempotency-Key HTTP header field (IETF draft)",
     "https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/"},
};

std::string_view skip(const DrillCase& seen) {
  if (seen.profile.place == KeyPlace::none) return "the gateway has no idempotency key";
  return no_try(seen);
}

void run(const DrillCase& seen, Outcome& outcome) {
  const std::vector<Try> tries = tries_of(seen.seen);
  const auto without = static_cast<std::size_t>(std::count_if(
      tries.begin(), tries.end(), [](const Try& each) { return each.request->key.empty(); }));
  if (without == 0) return;
  const std::string place = key_place(seen.profile);
  Finding& finding =
      without == tries.size()
          ? outcome.fail(
                "no charge that was sent had a key in {}: none of them can be retried "
                "safely",
                place)
          : outcome.fail("{} of the {} requests for the charge had no key in {}", without,
                         tries.size(), place);
  describe(finding, seen)
      .with("without_key", static_cast<std::int64_t>(without))
      .fixed_by(one_key_fix(seen.profile));
}

}  // namespace

constinit const Check<DrillCase> client_sends_no_key{
    .rule = {.id = "charge/client-sends-no-key",
             .level = Level::error,
             .title = "every request that charges has an idempotency key",
             .why =
                 "Without a key the gateway cannot tell a retry from a second purchase. Whatever "
                 "repeats the request then charges again: the client itself, an HTTP library, a "
                 "proxy, a queue, or the shopper who presses the button twice.",
             .fix =
                 "send an idempotency key with every charge, the same one with every retry of it",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::charge::rules
