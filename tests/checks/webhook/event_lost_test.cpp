#include <doctest/doctest.h>

#include "tests/checks/webhook/drills.hpp"

namespace checkoutdiag::webhook {

TEST_CASE("webhook/event-lost: what was answered, and nothing else is found") {
  DrillFacts drill = right_drill();
  TrialFacts& trial = at(drill, Trial::valid);
  trial.effects = 0;
  const Finding finding = found(rules::event_lost, drill);
  CHECK(finding.message == "2xx, and no effect: valid (200; 0 effects)");
  CHECK(finding.level == Level::error);
  CHECK(fired(drill) == std::set<std::string>{"event-lost"});
}

}  // namespace checkoutdiag::webhook
