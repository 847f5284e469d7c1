#include "checks/charge/drill_words.hpp"

namespace checkoutdiag::charge::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Stripe: idempotent requests", "https://docs.stripe.com/api/idempotent_requests"},
    {"Stripe: designing robust and predictable APIs with idempotency",
     "https://stripe.com/blog/idempotency"},
};

std::string_view skip(const DrillCase& seen) {
  if (seen.profile.place == KeyPlace::none) return "the gateway has no idempotency key";
  return no_retry(seen);
}

// A new key is right where the try before is known to be over without a charge: it was refused, or
// the client looked and there was none.
bool is_settled(const ScenarioFacts& seen, const Retry& retry) {
  const sandbox::SeenRequest &before = *retry.before->request, &after = *retry.after->request;
  if (before.executed) return false;
  return retry.before->refused() || looked_between(seen, before.at, after.at);
}

const Retry* first_change(const ScenarioFacts& seen, const std::vector<Retry>& retries) {
  for (const Retry& retry : retries) {
    const std::string &before = retry.before->request->key, &after = retry.after->request->key;
    if (!before.empty() && !after.empty() && before != after && !is_settled(seen, retry))
      return &retry;
  }
  return nullptr;
}

std::string luck(const ScenarioFacts& seen) {
  const std::size_t charges = charges_of(seen).size();
  if (charges > 1) return fmt::format("and the order was charged {}", times_text(charges));
  return "and it was luck that the order was not charged twice";
}

void run(const DrillCase& seen, Outcome& outcome) {
  const std::vector<Try> tries = tries_of(seen.seen);
  const std::vector<Retry> retries = retries_of(tries);
  const Retry* change = first_change(seen.seen, retries);
  if (!change) return;
  const std::string &before = change->before->request->key, &after = change->after->request->key;
  const bool sdk = made_by_stripe_sdk(before) && made_by_stripe_sdk(after);
  std::string fix = one_key_fix(seen.profile);
  if (sdk)
    fix +=
        "\nthese keys are the SDK's own, one for each call: they protect its own retries alone, "
        "and the code around it called again";
  describe(outcome.fail("the retry after {} had another key than the request before it, {}",
                        fate_text(*change->before), luck(seen.seen)),
           seen)
      .with("keys", shown_keys(tries))
      .fixed_by(fix);
}

}  // namespace

constinit const Check<DrillCase> client_changes_key{
    .rule = {.id = "charge/client-changes-key",
             .level = Level::error,
             .title = "every retry of a charge has the key of the first try",
             .why = "To the gateway another key is another charge. Whether the first one was "
                    "executed is not known when an answer is lost or is an error, so a key that is "
                    "made for each try protects against nothing: it is the usual reason for "
                    "charging twice.",
             .fix = "make the key where the order is made, not where the request is sent, and pass "
                    "it to every try",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::charge::rules
