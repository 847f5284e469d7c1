#include <doctest/doctest.h>

#include "tests/checks/webhook/drills.hpp"

namespace checkoutdiag::webhook {

TEST_CASE("webhook/unknown-type-mishandled: what was answered, and nothing else is found") {
  DrillFacts drill = right_drill();
  TrialFacts& trial = at(drill, Trial::unknown_type);
  trial.effects = 1;
  const Finding finding = found(rules::unknown_type_mishandled, drill);
  CHECK(finding.message ==
        "an event of an unknown type is not taken, or has an effect: unknown-type (200; 1 effect)");
  CHECK(finding.level == Level::warning);
  CHECK(fired(drill) == std::set<std::string>{"unknown-type-mishandled"});
}

}  // namespace checkoutdiag::webhook
