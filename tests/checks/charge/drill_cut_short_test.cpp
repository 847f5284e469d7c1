#include <doctest/doctest.h>

#include "tests/checks/charge/drills.hpp"
#include "tests/checks/fix_lines.hpp"

namespace checkoutdiag::charge {

TEST_CASE("charge/drill-cut-short: what was not done is no pass") {
  DrillFacts facts;
  facts.planned = 3;
  facts.scenarios.resize(3);
  Outcome outcome{&rules::drill_cut_short.rule, "all scenarios", {}, {}, {}};
  rules::drill_cut_short.run(DrillsCase{facts}, outcome);
  CHECK(outcome.inconclusive_because.empty());
  facts.scenarios.pop_back();
  rules::drill_cut_short.run(DrillsCase{facts}, outcome);
  CHECK(outcome.findings.empty());
  CHECK(outcome.inconclusive_because.find("2 of 3 runs came to their end") != std::string::npos);
  CHECK(says_what_to_do(outcome.inconclusive_because));
  CHECK(fault_of_fix(rules::drill_cut_short.rule.fix) == "");
}

}  // namespace checkoutdiag::charge
