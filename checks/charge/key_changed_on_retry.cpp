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

using Cause = Renewal::Cause;

// After an error that invites a retry it is one; after a success only when it is the same order.
bool is_retry(const Renewal& each) {
  if (each.cause == Cause::failed) return !each.looked_up;
  return each.cause != Cause::unanswered && one_order(each);
}

bool is_settled(const Renewal& each) {
  return each.cause == Cause::failed && each.looked_up;
}

void say_open(const AuditCase& seen, const Renewal& open, std::size_t count, Outcome& outcome) {
  const Mutation &before = *open.before, &after = *open.after;
  const std::string more = count > 1 ? " and " + counted(count - 1, "more such pair") : "";
  outcome.undecided(
      "{}, {} and {}{}: the requests are identical, their keys are not, and {}; they may be "
      "two charges, or one that was made twice: see which, and name the order in each request",
      called(before), spot(seen, before), spot(seen, after), more,
      names_order(before) ? "each may be a part of its order" : "they name no order");
}

void run(const AuditCase& seen, Outcome& outcome) {
  std::size_t found = 0, open = 0;
  std::optional<Renewal> first_open, settled;
  for (const Renewed& group : renewed(seen)) {
    if (group.has(Cause::unanswered)) continue;  // key-renewed-after-timeout tells of it
    if (const Renewal* renewal = group.first(&is_retry)) {
      if (++found <= kMostFindings) tell_renewal(seen, group, *renewal, outcome);
      continue;
    }
    if (const Renewal* renewal = group.first(&is_settled)) {
      if (!settled) settled = *renewal;
      continue;
    }
    ++open;
    if (!first_open) first_open = group.renewals.front();
  }
  tell_rest(outcome, found);
  if (settled)
    say_looked_up(seen, *settled, outcome);
  else if (first_open)
    say_open(seen, *first_open, open, outcome);
  else if (const Mutations pair = unseen_pair(seen, false); found == 0 && !pair.empty())
    outcome.undecided(
        "{} was sent with different keys ({} and {}), but not both bodies are in the "
        "recording, so nothing tells whether they are one charge; give a recording with bodies",
        called(*pair[0]), spot(seen, *pair[0]), spot(seen, *pair[1]));
}

}  // namespace

constinit const Check<AuditCase> key_changed_on_retry{
    .rule = {.id = "charge/key-changed-on-retry",
             .level = Level::error,
             .title = "one charge was sent with different idempotency keys",
             .why = "An error is no proof that nothing was charged: a 500, a 504 or a conflict can "
                    "come after the charge was made. The gateway knows a retry by its key alone, "
                    "and takes the same request with a new key for another charge.",
             .fix = "make the key once for each charge, write it down with the order before the "
                    "first request goes out, and send that key in every retry",
             .references = kReferences},
    .skip = &no_keys,
    .run = &run,
};

}  // namespace checkoutdiag::charge::rules
