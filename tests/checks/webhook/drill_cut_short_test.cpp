#include <doctest/doctest.h>

#include "tests/checks/webhook/drills.hpp"

namespace checkoutdiag::webhook {

TEST_CASE("webhook/drill-cut-short: what was not tried is not proven") {
  DrillFacts drill = right_drill();
  drill.trials.resize(7);
  drill.cut_short = true;
  CHECK(fired(drill) == std::set<std::string>{"?drill-cut-short"});
  Outcome outcome{&rules::drill_cut_short.rule, "endpoint", {}, {}, {}};
  rules::drill_cut_short.run(DrillCase{drill}, outcome);
  CHECK(outcome.inconclusive_because.starts_with("the drill was cut short after 7 trials"));
}

}  // namespace checkoutdiag::webhook
