#include <fmt/core.h>

#include "checks/charge/evidence.hpp"

namespace checkoutdiag::charge::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Stripe: idempotent requests", "https://docs.stripe.com/api/idempotent_requests"},
    {"PayPal: the Orders API, create order",
     "https://developer.paypal.com/docs/api/orders/v2/#orders_create"},
};

std::string marker_text(const Marker& marker) {
  if (!marker.header.empty())
    return marker.value.empty() ? marker.header : marker.header + ": " + marker.value;
  return marker.first_status == 0
             ? fmt::format("status {}", marker.status)
             : fmt::format("status {} instead of {}", marker.status, marker.first_status);
}

// Of the answers with one id at most one can be the first; the others are repetitions.
std::size_t unmarked_repetitions(const ReplayFacts& seen, Proof proof) {
  const proofs::Attempts named = proofs::named(seen.profile, proofs::attempts_of(seen, proof));
  if (proofs::ids_of(named).size() != 1) return 0;
  std::size_t unmarked = 0;
  for (const Attempt* each : named)
    if (!each->id.empty() && !proofs::is_marked(seen.profile, *each)) ++unmarked;
  return unmarked > 1 ? unmarked - 1 : 0;
}

std::string_view skip(const ReplayCase& seen) {
  if (!seen.seen.profile.marker.exists()) return "the gateway documents no mark of a repetition";
  return proofs::nothing_sent(seen);
}

void run(const ReplayCase& seen, Outcome& outcome) {
  const Profile& profile = seen.seen.profile;
  for (const ProofFacts& proof : seen.seen.proofs) {
    const std::size_t unmarked = unmarked_repetitions(seen.seen, proof.proof);
    if (unmarked == 0) continue;
    Finding& finding = outcome.fail(
        "{} came without the mark that {} documents, {}: a client cannot tell a repetition from a "
        "new charge",
        unmarked == 1 ? "a repetition" : fmt::format("{} repetitions", unmarked),
        proofs::title_of(profile), marker_text(profile.marker));
    proofs::describe_proof(finding, seen.seen, proof)
        .with("mark", marker_text(profile.marker))
        .fixed_by(fmt::format(
            "compare the object's id with the one on record instead of trusting the mark\n"
            "see whether a proxy or a gateway of your own takes the header off, else tell {}",
            proofs::title_of(profile)));
    return;
  }
}

}  // namespace

constinit const Check<ReplayCase> repetition_unmarked{
    .rule = {.id = "charge/repetition-unmarked",
             .level = Level::warning,
             .title = "a repetition comes without the mark that the gateway documents",
             .why = "The mark is how a client knows that nothing was executed for its retry, "
                    "without a further request. Where it is missing, a second charge and a "
                    "repetition look alike, and code that counts successes counts one too many.",
             .fix = "compare the object's id with the one on record instead of trusting the mark, "
                    "and see whether something between takes the header off",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::charge::rules
