#include <fmt/core.h>

#include <algorithm>

#include "lib/charge/replay/attempt.hpp"
#include "lib/charge/replay/plan.hpp"
#include "lib/charge/replay/proofs.hpp"

namespace checkoutdiag::charge {
namespace {

bool has_success(const Profile& profile, Proof proof, const std::vector<Attempt>& attempts) {
  return std::any_of(attempts.begin(), attempts.end(), [&](const Attempt& each) {
    return each.proof == proof && succeeded(each, profile);
  });
}

}  // namespace

std::string obstacle(const ReplayPlan& plan, Proof proof, const std::vector<Attempt>& attempts) {
  if (plan.profile.place == KeyPlace::none)
    return "the gateway has no idempotency key: every request is a charge";
  if (proof == Proof::after_error && !plan.provoke)
    return "nothing makes the gateway answer 5xx: see --provoke";
  if (proof == Proof::concurrent && plan.payload.empty())
    return "a request without a body has no last byte to hold back";
  if (proof == Proof::concurrent && plan.concurrency < 2) return "it takes two requests at least";
  if (proof != Proof::mismatch) return {};
  if (!has_success(plan.profile, Proof::sequential, attempts))
    return "sequential made no charge whose key could be used again";
  if (!other_payload(plan))
    return "no amount was found in the payload that could be another one: see --other-payload";
  return {};
}

std::string blocked_by(const Profile& profile, const ProofFacts& proof,
                       const std::vector<Attempt>& attempts) {
  const Attempt* last = nullptr;
  for (const Attempt& each : attempts)
    if (each.proof == proof.proof) last = &each;
  if (!last || proof.proof == Proof::mismatch || has_success(profile, proof.proof, attempts))
    return {};
  if (refused(*last, profile))
    return fmt::format("the gateway refused the charge ({})", last->status);
  if (proof.proof == Proof::sequential && proof.ended == Next::given_up)
    return last->status == 0
               ? "the first charge got no answer"
               : fmt::format("the first charge got no good answer ({})", last->status);
  return {};
}

}  // namespace checkoutdiag::charge
