#include <doctest/doctest.h>

#include "tests/checks/webhook/drills.hpp"

namespace checkoutdiag::webhook {

TEST_CASE("webhook/duplicate-has-effect: what was answered, and nothing else is found") {
  DrillFacts drill = right_drill();
  TrialFacts& trial = at(drill, Trial::duplicate);
  trial.effects = 2;
  const Finding finding = found(rules::duplicate_has_effect, drill);
  CHECK(finding.message ==
        "the same event has more than one effect: duplicate (200 x 2; 2 effects)");
  CHECK(finding.level == Level::error);
  CHECK(fired(drill) == std::set<std::string>{"duplicate-has-effect"});
}

}  // namespace checkoutdiag::webhook
