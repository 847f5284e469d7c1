#pragma once
#include <string>
#include <vector>

#include "lib/charge/replay/stage.hpp"

// What each proof sends: one file each.
namespace checkoutdiag::charge {

/// Sends what the proof needs, as far as it is not on record. `skipped` gets a reason when what was
/// sent proves nothing.
using Prove = End (*)(Stage& stage, std::string& skipped);

End prove_sequential(Stage& stage, std::string& skipped);
End prove_mismatch(Stage& stage, std::string& skipped);
End prove_concurrent(Stage& stage, std::string& skipped);
End prove_lost(Stage& stage, std::string& skipped);
End prove_dropped(Stage& stage, std::string& skipped);
End prove_after_error(Stage& stage, std::string& skipped);

/// Why a proof cannot be done: a clause; empty: it can. `attempts` are those of the proofs before.
std::string obstacle(const ReplayPlan& plan, Proof proof, const std::vector<Attempt>& attempts);

/// Why no proof after this one is done: the gateway takes no charge at all. Empty: it does.
std::string blocked_by(const Profile& profile, const ProofFacts& proof,
                       const std::vector<Attempt>& attempts);

}  // namespace checkoutdiag::charge
