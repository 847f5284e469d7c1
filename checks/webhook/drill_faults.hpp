#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "checks/webhook/webhook.hpp"

namespace checkoutdiag::webhook {

/// What is wrong with how an endpoint took one trial.
enum class Fault {
  none,
  undecided,   // the answer does not tell, or nothing counts what came of it
  refused,     // 4xx to what is right
  failed,      // 5xx, or the connection ended without an answer
  redirected,  // 3xx
  late,        // no answer within the sender's time
  accepted,    // 2xx to what must be refused, or an effect of it
  twice,       // more effects than there were events
  lost,        // 2xx, and no effect
};

/// "as it must", "refused", …
std::string_view name(Fault fault);

/// By itself, whatever the other trials show.
Fault fault_of(const TrialFacts& trial, const DrillFacts& drill);

/// The same, but none for what another fault explains already: an endpoint that verifies nothing
/// takes old deliveries, too, and one that has no deduplication has no race.
Fault own_fault(const TrialFacts& trial, const DrillFacts& drill);

/// The trial, where it was done; null otherwise.
const TrialFacts* find_trial(const DrillFacts& drill, Trial trial);

/// What came back, and what came of it: "200, 200; 2 effects", "no answer".
std::string seen_of(const TrialFacts& trial);

/// Records one finding for those of the trials that have one of these faults of their own. Where
/// none of them was made the rule is skipped: it does not hold for that.
void judge_trials(const DrillCase& seen, const std::vector<Trial>& trials,
                  const std::vector<Fault>& faults, std::string_view sentence, Outcome& outcome);

/// Why an endpoint that refuses a right delivery cannot be judged further; empty: it takes it.
std::string_view not_taken(const DrillCase& seen);
/// The same, and why effects cannot be judged where nothing counts them.
std::string_view not_counted(const DrillCase& seen);

}  // namespace checkoutdiag::webhook
