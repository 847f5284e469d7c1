#include "checks/charge/evidence.hpp"

namespace checkoutdiag::charge::rules {
namespace {

constexpr Reference kReferences[] = {
    {"The Idempotency-Key HTTP header field (IETF draft)",
     "https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/"},
    {"Stripe: idempotent requests", "https://docs.stripe.com/api/idempotent_requests"},
    {"RFC 9110 section 9.2.2: POST is not idempotent",
     "https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2"},
};

constexpr std::string_view kRetries =
    "send no charge again by itself, not even with its key, until the gateway keeps the key: look "
    "for it by the order's reference first, and see that the key is sent where the gateway reads "
    "it";

bool has_no_key(const ReplayFacts& seen) {
  return seen.profile.place == KeyPlace::none;
}

// That no key exists is no reason to say nothing: no retry is safe then.
std::string_view skip(const ReplayCase& seen) {
  if (has_no_key(seen.seen) && proofs::find(seen.seen, Proof::sequential)) return {};
  return proofs::not_asked(seen.seen, Proof::sequential);
}

void run(const ReplayCase& seen, Outcome& outcome) {
  if (has_no_key(seen.seen))
    return outcome.undecided(
        "{} has no idempotency key, so every request is a charge of its own: check by the order's "
        "reference whether it was charged before any retry",
        proofs::title_of(seen.seen.profile));
  const auto found = proofs::judged(seen.seen, Proof::sequential, outcome);
  if (!found) return;
  const Count& count = proofs::find(seen.seen, Proof::sequential)->count;
  // Whoever asks for a count is not to be left with less than that.
  if (found->ruling == proofs::Ruling::once && count.asked && !count.problem.empty())
    return outcome.undecided("the ids name one object, and {}", proofs::how_to_count(count));
  if (found->ruling == proofs::Ruling::once) return;
  const bool proven = found->ruling == proofs::Ruling::twice;
  Finding& finding =
      proven
          ? outcome.fail("the same request with the same key was charged again: {}", found->because)
          : outcome.fail("the same request with the same key was probably charged again: {}",
                         found->because);
  if (!proven) proofs::only_likely(finding, *proofs::find(seen.seen, Proof::sequential), outcome);
  proofs::describe_proof(finding, seen.seen, *proofs::find(seen.seen, Proof::sequential))
      .fixed_by(proofs::double_charge_fix(seen.seen.profile, kRetries));
}

}  // namespace

constinit const Check<ReplayCase> replay_executes_again{
    .rule = {.id = "charge/replay-executes-again",
             .level = Level::error,
             .title = "a request that is sent again with its key is charged again",
             .why =
                 "Whoever gets no answer to a charge can only send it again, and the key is what "
                 "lets the gateway see that it did it already. A gateway that charges again "
                 "takes the money twice for every time-out, every restart and every impatient "
                 "proxy. Two ids for one key prove it, or a list that has more than one.",
             .fix = "send no charge again by itself: look for it by the order's reference first; "
                    "reconcile the orders that were sent again, and tell the gateway",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::charge::rules
