#pragma once
#include <optional>
#include <span>
#include <vector>

#include "lib/charge/drill.hpp"

namespace checkoutdiag::charge {

/// One scenario that is to be run.
struct Assignment {
  sandbox::Scenario scenario;
  int repetition = 1;
  bool kill = false;  // the kill_after_send variant
};

/// What the plan asks for, in its order; the variant is the last.
std::vector<Assignment> assignments(const DrillPlan& plan);

/// Runs the client once, or twice, against a sandbox of its own. Nothing: one of `stops` became
/// readable, and what was seen is not the whole story. Throws Failure(input) as Sandbox does.
std::optional<ScenarioFacts> run_scenario(const DrillPlan& plan, const Assignment& assignment,
                                          std::span<const int> stops);

}  // namespace checkoutdiag::charge
