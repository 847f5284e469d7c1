#include <doctest/doctest.h>

#include "tests/checks/webhook/drills.hpp"

namespace checkoutdiag::webhook {

TEST_CASE("webhook/answer-too-late: what was answered, and nothing else is found") {
  DrillFacts drill = right_drill();
  TrialFacts& trial = at(drill, Trial::duplicate);
  answer(trial, {200, 0});
  trial.sent.back().timed_out = true;
  const Finding finding = found(rules::answer_too_late, drill);
  CHECK(finding.message ==
        "no answer within the time that the sender waits: duplicate (200, no answer in time; 1 "
        "effect)");
  CHECK(finding.level == Level::error);
  CHECK(fired(drill) == std::set<std::string>{"answer-too-late"});
}

}  // namespace checkoutdiag::webhook
