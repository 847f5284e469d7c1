#include <doctest/doctest.h>

#include "tests/checks/webhook/drills.hpp"

namespace checkoutdiag::webhook {

TEST_CASE("webhook/method-accepted: what was answered, and nothing else is found") {
  DrillFacts drill = right_drill();
  TrialFacts& trial = at(drill, Trial::get);
  answer(trial, {200});
  const Finding finding = found(rules::method_accepted, drill);
  CHECK(finding.message ==
        "another method than POST is answered with success: get (200; 0 effects)");
  CHECK(finding.level == Level::warning);
  CHECK(fired(drill) == std::set<std::string>{"method-accepted"});
}

}  // namespace checkoutdiag::webhook
