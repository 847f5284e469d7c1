#include <doctest/doctest.h>

#include "tests/checks/webhook/drills.hpp"

namespace checkoutdiag::webhook {

TEST_CASE("webhook/concurrent-duplicates-race: what was answered, and nothing else is found") {
  DrillFacts drill = right_drill();
  TrialFacts& trial = at(drill, Trial::together);
  trial.effects = 3;
  const Finding finding = found(rules::concurrent_duplicates_race, drill);
  CHECK(finding.message ==
        "the same delivery at once has more than one effect: together (200 x 2, 409; 3 effects)");
  CHECK(finding.level == Level::error);
  CHECK(fired(drill) == std::set<std::string>{"concurrent-duplicates-race"});
}

}  // namespace checkoutdiag::webhook
