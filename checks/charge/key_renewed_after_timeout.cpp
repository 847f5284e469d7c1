#include "checks/charge/renewal_words.hpp"

namespace checkoutdiag::charge::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Stripe: idempotent requests", "https://docs.stripe.com/api/idempotent_requests"},
    {"The Idempotency-Key HTTP header field",
     "https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/"},
    {"stripe-node: the key that the SDK makes for a call",
     "https://github.com/stripe/stripe-node/blob/master/src/RequestSender.ts"},
};

bool is_unanswered(const Renewal& each) {
  return each.cause == Renewal::Cause::unanswered && !each.looked_up;
}

bool is_settled(const Renewal& each) {
  return each.cause == Renewal::Cause::unanswered && each.looked_up;
}

void run(const AuditCase& seen, Outcome& outcome) {
  std::size_t found = 0;
  std::optional<Renewal> settled;
  for (const Renewed& group : renewed(seen)) {
    if (const Renewal* renewal = group.first(&is_unanswered)) {
      if (++found <= kMostFindings) tell_renewal(seen, group, *renewal, outcome);
    } else if (const Renewal* open = group.first(&is_settled); open && !settled) {
      settled = *open;
    }
  }
  tell_rest(outcome, found);
  if (settled) return say_looked_up(seen, *settled, outcome);
  if (const Mutations pair = unseen_pair(seen, true); found == 0 && !pair.empty())
    outcome.undecided(
        "{} ({}) got no answer, and {} has another key, but not both bodies are in the "
        "recording, so nothing tells whether they are one charge; give a recording with bodies",
        called(*pair[0]), spot(seen, *pair[0]), spot(seen, *pair[1]));
}

}  // namespace

constinit const Check<AuditCase> key_renewed_after_timeout{
    .rule = {.id = "charge/key-renewed-after-timeout",
             .level = Level::error,
             .title = "a request that got no answer was sent again with a new idempotency key",
             .why = "When no answer comes, nobody knows whether the charge was made. The key is "
                    "what makes it safe to ask again: with the same one the gateway answers what "
                    "it did, with a new one it charges once more. This is how customers are "
                    "charged twice.",
             .fix = "make the key once for each charge, write it down with the order before the "
                    "first request goes out, and send that key in every retry",
             .references = kReferences},
    .skip = &no_keys,
    .run = &run,
};

}  // namespace checkoutdiag::charge::rules
