#include <doctest/doctest.h>

#include "tests/checks/webhook/drills.hpp"

namespace checkoutdiag::webhook {

TEST_CASE("webhook/body-unlimited: what was answered, and nothing else is found") {
  DrillFacts drill = right_drill();
  TrialFacts& trial = at(drill, Trial::huge);
  answer(trial, {400});
  trial.sent.front().bytes = 1200;
  const Finding finding = found(rules::body_unlimited, drill);
  CHECK(finding.message == "a body that no sender sends is read to its end: huge (400; 0 effects)");
  CHECK(finding.level == Level::warning);
  CHECK(fired(drill) == std::set<std::string>{"body-unlimited"});
}

}  // namespace checkoutdiag::webhook
