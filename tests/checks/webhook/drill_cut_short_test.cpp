#include <doctest/doctest.h>

#include "tests/checks/webhook/drills.hpp"

namespace checkoutdiag::webhook {

TEST_CASE("webhook/drill-cut-short: what was not tried is not proven") {
  DrillFacts drill = right_drill();
  drill.trials.resize(7);
  drill.cut_short = true;
  CHECK(fired(drill) == std::set<std::string>{"?drill-cut-short"});
}

}  // namespace checkoutdiag::webhook
