#include <doctest/doctest.h>

#include "tests/checks/webhook/drills.hpp"

namespace checkoutdiag::webhook {

TEST_CASE("webhook/id-reused-with-other-body: what was answered, and nothing else is found") {
  DrillFacts drill = right_drill();
  TrialFacts& trial = at(drill, Trial::other_body);
  trial.effects = 2;
  const Finding finding = found(rules::id_reused_with_other_body, drill);
  CHECK(finding.message ==
        "the same id with another body has a second effect: other-body (200 x 2; 2 effects)");
  CHECK(finding.level == Level::warning);
  CHECK(fired(drill) == std::set<std::string>{"id-reused-with-other-body"});
}

}  // namespace checkoutdiag::webhook
