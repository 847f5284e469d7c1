#include <algorithm>

#include "lib/charge/replay/plan.hpp"
#include "lib/charge/replay/proofs.hpp"

namespace checkoutdiag::charge {
namespace {

void add(std::vector<Attempt>& attempts, const ReplayPlan& plan, Proof proof, int number,
         int round) {
  Attempt attempt;
  attempt.proof = proof;
  attempt.number = number;
  attempt.round = round;
  attempt.key = key_of(plan, proof);
  attempt.other_payload = proof == Proof::mismatch;
  attempts.push_back(std::move(attempt));
}

// Those of a gateway that is right and a network that works.
int repetitions(Proof proof) {
  switch (proof) {
    case Proof::sequential:
    case Proof::lost:
    case Proof::dropped:
      return 2;
    case Proof::concurrent:
    case Proof::after_error:
      return 1;
    case Proof::mismatch:
      break;
  }
  return 0;
}

bool is_possible(const ReplayPlan& plan, Proof proof) {
  if (proof != Proof::mismatch) return obstacle(plan, proof, {}).empty();
  return plan.profile.place != KeyPlace::none && other_payload(plan) &&
         std::find(plan.proofs.begin(), plan.proofs.end(), Proof::sequential) != plan.proofs.end();
}

}  // namespace

std::vector<Attempt> planned(const ReplayPlan& plan) {
  std::vector<Attempt> attempts;
  for (const Proof proof : plan.proofs) {
    if (!is_possible(plan, proof)) continue;
    const int first = proof == Proof::concurrent ? plan.concurrency : 1;
    for (int i = 0; i < first; ++i)
      add(attempts, plan, proof, i + 1, 0);
    for (int i = 0; i < repetitions(proof); ++i)
      add(attempts, plan, proof, first + i + 1, i + 1);
  }
  return attempts;
}

}  // namespace checkoutdiag::charge
