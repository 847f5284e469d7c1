#include <doctest/doctest.h>

#include "tests/checks/webhook/drills.hpp"

namespace checkoutdiag::webhook {

TEST_CASE("webhook/rotated-secret-refused: what was answered, and nothing else is found") {
  DrillFacts drill = right_drill();
  TrialFacts& trial = at(drill, Trial::two_secrets);
  answer(trial, {400});
  trial.effects = 0;
  const Finding finding = found(rules::rotated_secret_refused, drill);
  CHECK(finding.message ==
        "one of two signatures is right, and the delivery is not taken: two-secrets (400; 0 "
        "effects)");
  CHECK(finding.level == Level::error);
  CHECK(fired(drill) == std::set<std::string>{"rotated-secret-refused"});
}

}  // namespace checkoutdiag::webhook
