#include <doctest/doctest.h>

#include "tests/checks/webhook/drills.hpp"

namespace checkoutdiag::webhook {

TEST_CASE("webhook/body-parsed-before-verification: what was answered, and nothing else is found") {
  DrillFacts drill = right_drill();
  TrialFacts& trial = at(drill, Trial::respaced);
  answer(trial, {200});
  trial.effects = 1;
  const Finding finding = found(rules::body_parsed_before_verification, drill);
  CHECK(finding.message ==
        "what is verified is not the bytes of the body: respaced (200; 1 effect)");
  CHECK(finding.level == Level::error);
  CHECK(fired(drill) == std::set<std::string>{"body-parsed-before-verification"});
}

}  // namespace checkoutdiag::webhook
