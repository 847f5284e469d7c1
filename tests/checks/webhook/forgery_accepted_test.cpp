#include <doctest/doctest.h>

#include "tests/checks/webhook/drills.hpp"

namespace checkoutdiag::webhook {

TEST_CASE("webhook/forgery-accepted: what was answered, and nothing else is found") {
  DrillFacts drill = right_drill();
  TrialFacts& trial = at(drill, Trial::tampered);
  answer(trial, {200});
  const Finding finding = found(rules::forgery_accepted, drill);
  CHECK(finding.message ==
        "a delivery without a right signature is taken: tampered (200; 0 effects)");
  CHECK(finding.level == Level::error);
  CHECK(fired(drill) == std::set<std::string>{"forgery-accepted"});
}

}  // namespace checkoutdiag::webhook
