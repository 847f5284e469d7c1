#include <doctest/doctest.h>

#include "tests/checks/webhook/drills.hpp"

namespace checkoutdiag::webhook {

TEST_CASE("webhook/redelivery-has-effect: what was answered, and nothing else is found") {
  DrillFacts drill = right_drill();
  TrialFacts& trial = at(drill, Trial::lost_answer);
  trial.effects = 2;
  const Finding finding = found(rules::redelivery_has_effect, drill);
  CHECK(finding.message ==
        "a delivery that comes again has another effect: lost-answer (dropped, 200; 2 effects)");
  CHECK(finding.level == Level::error);
  CHECK(fired(drill) == std::set<std::string>{"redelivery-has-effect"});
}

}  // namespace checkoutdiag::webhook
