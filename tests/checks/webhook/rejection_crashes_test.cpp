#include <doctest/doctest.h>

#include "tests/checks/webhook/drills.hpp"

namespace checkoutdiag::webhook {

TEST_CASE("webhook/rejection-crashes: what was answered, and nothing else is found") {
  DrillFacts drill = right_drill();
  TrialFacts& trial = at(drill, Trial::signature_not_ascii);
  answer(trial, {500});
  trial.sent.front().answer = "TypeError";
  const Finding finding = found(rules::rejection_crashes, drill);
  CHECK(finding.message ==
        "the endpoint fails where it should refuse: signature-not-ascii (500; 0 effects)");
  CHECK(finding.level == Level::error);
  CHECK(fired(drill) == std::set<std::string>{"rejection-crashes"});
}

}  // namespace checkoutdiag::webhook
