#include <doctest/doctest.h>

#include "tests/checks/webhook/drills.hpp"

namespace checkoutdiag::webhook {

TEST_CASE("webhook/old-delivery-accepted: what was answered, and nothing else is found") {
  DrillFacts drill = right_drill();
  TrialFacts& trial = at(drill, Trial::stale);
  answer(trial, {200});
  const Finding finding = found(rules::old_delivery_accepted, drill);
  CHECK(finding.message == "a delivery of another time is taken: stale (200; 0 effects)");
  CHECK(finding.level == Level::error);
  CHECK(fired(drill) == std::set<std::string>{"old-delivery-accepted"});
}

}  // namespace checkoutdiag::webhook
