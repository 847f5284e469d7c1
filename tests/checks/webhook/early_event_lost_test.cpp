#include <doctest/doctest.h>

#include "tests/checks/webhook/drills.hpp"

namespace checkoutdiag::webhook {

TEST_CASE("webhook/early-event-lost: what was answered, and nothing else is found") {
  DrillFacts drill = right_drill();
  TrialFacts& trial = at(drill, Trial::early);
  answer(trial, {200});
  trial.effects = 0;
  const Finding finding = found(rules::early_event_lost, drill);
  CHECK(finding.message ==
        "an event that came before its order is not applied: early (200; 0 effects)");
  CHECK(finding.level == Level::error);
  CHECK(fired(drill) == std::set<std::string>{"early-event-lost"});
}

}  // namespace checkoutdiag::webhook
