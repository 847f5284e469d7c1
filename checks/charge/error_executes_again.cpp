#include <fmt/core.h>

#include "checks/charge/evidence.hpp"

namespace checkoutdiag::charge::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Stripe: idempotent requests", "https://docs.stripe.com/api/idempotent_requests"},
    {"Checkout.com: retry a payment",
     "https://www.checkout.com/docs/payments/manage-payments/retry-a-payment"},
    {"The Idempotency-Key HTTP header field (IETF draft)",
     "https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/"},
};

constexpr std::string_view kRetries =
    "after a 5xx look for the charge by the order's reference before its key is sent again: an "
    "error says nothing of what was done before it";

// Does the gateway say so itself? One that stores all but refusals stores a 5xx too.
bool is_documented(const Profile& profile) {
  return profile.policy == Policy::successes;
}

std::string_view skip(const ReplayCase& seen) {
  return proofs::not_asked(seen.seen, Proof::after_error);
}

std::string error_text(const ReplayFacts& seen) {
  for (const Attempt* each : proofs::attempts_of(seen, Proof::after_error))
    if (each->status >= 500) return std::to_string(each->status);
  return "an error";
}

// Was there a success after the error, which a gateway that stores errors does not give?
bool executed_later(const ReplayFacts& seen) {
  const proofs::Attempts named =
      proofs::named(seen.profile, proofs::attempts_of(seen, Proof::after_error));
  return !named.empty() && !proofs::is_marked(seen.profile, *named.front());
}

void say_unknown(const ReplayFacts& seen, const ProofFacts& proof, Outcome& outcome) {
  if (!is_documented(seen.profile) || !executed_later(seen)) return;
  outcome.undecided(
      "after {} the retry was executed, as {} documents; whether the first request had been too, "
      "nobody can tell: {}",
      error_text(seen), proofs::title_of(seen.profile), proofs::how_to_count(proof.count));
}

std::string fix_of(const Profile& profile) {
  if (!is_documented(profile)) return proofs::double_charge_fix(profile, kRetries);
  return fmt::format(
      "{}\n"
      "{} works as documented, so this is the client's to keep: with a 5xx the key is used up, and "
      "what is found decides whether the order is paid or sent again\n"
      "reconcile: list the charges of every order that was retried after a 5xx, and refund all but "
      "one",
      kRetries, proofs::title_of(profile));
}

void tell(const ReplayFacts& seen, const ProofFacts& proof, const proofs::Judgement& found,
          Outcome& outcome) {
  const bool proven = found.ruling == proofs::Ruling::twice;
  const bool documented = is_documented(seen.profile);
  const std::string addition =
      documented ? fmt::format(", as {} documents", proofs::title_of(seen.profile)) : std::string();
  Finding& finding = outcome.fail("after {} the same key was {} again{}: {}", error_text(seen),
                                  proven ? "charged" : "probably charged", addition, found.because);
  // That a gateway says so does not give the money back.
  if (!proven) proofs::only_likely(finding, proof, outcome);
  proofs::describe_proof(finding, seen, proof)
      .with("policy", name(seen.profile.policy))
      .fixed_by(fix_of(seen.profile));
}

void run(const ReplayCase& seen, Outcome& outcome) {
  const auto found = proofs::judged(seen.seen, Proof::after_error, outcome);
  const ProofFacts* proof = proofs::find(seen.seen, Proof::after_error);
  if (!proof || seen.seen.dry) return;
  if (found && found->ruling != proofs::Ruling::once)
    return tell(seen.seen, *proof, *found, outcome);
  if (found || !proof->skipped.empty()) return;
  // A stored error is the first answer, and no execution.
  if (proof->ended == Next::stored) return outcome.undecided_text({});
  say_unknown(seen.seen, *proof, outcome);
}

}  // namespace

constinit const Check<ReplayCase> error_executes_again{
    .rule = {.id = "charge/error-executes-again",
             .level = Level::error,
             .title = "a retry after the gateway's own error is charged again",
             .why = "A 500 or 504 often comes after the charge was executed. Gateways differ in "
                    "what the key is worth then: some store the error and repeat it, some finish "
                    "the work, and some execute the same key again. With the last kind a retry "
                    "loop charges once for each error that came too late.",
             .fix = "after a 5xx look for the charge by the order's reference before the same key "
                    "is sent again, and reconcile the orders that were retried after one",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::charge::rules
