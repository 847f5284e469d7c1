#include <doctest/doctest.h>

#include "tests/checks/webhook/drills.hpp"

namespace checkoutdiag::webhook {

TEST_CASE("webhook/duplicate-refused: what was answered, and nothing else is found") {
  DrillFacts drill = right_drill();
  TrialFacts& trial = at(drill, Trial::duplicate);
  answer(trial, {200, 400});
  const Finding finding = found(rules::duplicate_refused, drill);
  CHECK(finding.message ==
        "a delivery that comes again is not taken: duplicate (200, 400; 1 effect)");
  CHECK(finding.level == Level::error);
  CHECK(fired(drill) == std::set<std::string>{"duplicate-refused"});
}

}  // namespace checkoutdiag::webhook
