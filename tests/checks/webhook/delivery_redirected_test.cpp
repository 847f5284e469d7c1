#include <doctest/doctest.h>

#include "tests/checks/webhook/drills.hpp"

namespace checkoutdiag::webhook {

TEST_CASE("webhook/delivery-redirected: what was answered, and nothing else is found") {
  DrillFacts drill = right_drill();
  TrialFacts& trial = at(drill, Trial::valid);
  answer(trial, {301});
  trial.effects = 0;
  const Finding finding = found(rules::delivery_redirected, drill);
  CHECK(finding.message == "a redirect: valid (301; 0 effects)");
  CHECK(finding.level == Level::error);
  CHECK(fired(drill) == std::set<std::string>{"delivery-redirected"});
}

}  // namespace checkoutdiag::webhook
