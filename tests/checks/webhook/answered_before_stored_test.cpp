#include <doctest/doctest.h>

#include "tests/checks/webhook/drills.hpp"

namespace checkoutdiag::webhook {

TEST_CASE("webhook/answered-before-stored: what was answered, and nothing else is found") {
  DrillFacts drill = right_drill();
  TrialFacts& trial = at(drill, Trial::killed);
  trial.effects = 0;
  const Finding finding = found(rules::answered_before_stored, drill);
  CHECK(finding.message ==
        "an event that was answered with 2xx is gone after a restart: killed (200; 0 effects)");
  CHECK(finding.level == Level::error);
  CHECK(fired(drill) == std::set<std::string>{"answered-before-stored"});
}

}  // namespace checkoutdiag::webhook
