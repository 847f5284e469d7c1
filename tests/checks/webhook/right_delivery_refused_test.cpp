#include <doctest/doctest.h>

#include "tests/checks/webhook/drills.hpp"

namespace checkoutdiag::webhook {

TEST_CASE("webhook/right-delivery-refused: what was answered, and nothing else is found") {
  DrillFacts drill = right_drill();
  TrialFacts& trial = at(drill, Trial::valid);
  answer(trial, {401});
  trial.effects = 0;
  const Finding finding = found(rules::right_delivery_refused, drill);
  CHECK(finding.message == "a right delivery is not taken: valid (401; 0 effects)");
  CHECK(finding.level == Level::error);
  CHECK(fired(drill) == std::set<std::string>{"right-delivery-refused"});
}

}  // namespace checkoutdiag::webhook
