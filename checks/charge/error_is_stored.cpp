#include <fmt/core.h>

#include "checks/charge/evidence.hpp"

namespace checkoutdiag::charge::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Stripe: idempotent requests", "https://docs.stripe.com/api/idempotent_requests"},
    {"Stripe: advanced error handling, server errors",
     "https://docs.stripe.com/error-low-level#server-errors"},
};

std::string_view skip(const ReplayCase& seen) {
  return proofs::nothing_sent(seen);
}

const Attempt* stored_error(const ReplayFacts& seen, Proof proof) {
  const Attempt* found = nullptr;
  for (const Attempt* each : proofs::attempts_of(seen, proof))
    if (each->status >= 500) found = each;
  return found;
}

std::string kept_text(const Profile& profile) {
  if (!profile.retention) return "for as long as the key is kept";
  const auto hours = std::chrono::duration_cast<std::chrono::hours>(*profile.retention).count();
  return hours >= 1
             ? fmt::format("for {} h, as long as the key is kept", hours)
             : fmt::format("for {} s, as long as the key is kept", profile.retention->count());
}

void run(const ReplayCase& seen, Outcome& outcome) {
  const Profile& profile = seen.seen.profile;
  for (const ProofFacts& proof : seen.seen.proofs) {
    const Attempt* error =
        proof.ended == Next::stored ? stored_error(seen.seen, proof.proof) : nullptr;
    if (!error) continue;
    Finding& finding = outcome.fail(
        "a {} is stored under its key{}: every retry gets it again {}, whether the charge was "
        "executed or not",
        error->status,
        profile.policy == Policy::everything
            ? fmt::format(", as {} documents", proofs::title_of(profile))
            : std::string(),
        kept_text(profile));
    proofs::describe_proof(finding, seen.seen, proof)
        .fixed_by(
            "stop at a 5xx that is marked as a repetition: no retry with that key heals it\n"
            "reconcile: look for the charge by the order's reference; where it is, the order is "
            "paid, and where it is not, send it with a new key\n"
            "let the client tell the marked 5xx from a first one, and put the order aside for a "
            "person or a job to look after");
    return;
  }
}

}  // namespace

constinit const Check<ReplayCase> error_is_stored{
    .rule = {.id = "charge/error-is-stored",
             .level = Level::warning,
             .title = "an error of the gateway is stored, and no retry gets past it",
             .why = "Some gateways store the first answer whatever it was, a 500 too. A client "
                    "that retries until it succeeds never does, and one that gives up reports a "
                    "failed order that may well be paid.",
             .fix = "stop at a 5xx that is marked as a repetition, look for the charge by the "
                    "order's reference, and send it with a new key only when it is not there",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::charge::rules
