#include <doctest/doctest.h>

#include "checks/fields/fields.hpp"
#include "tests/checks/fix_lines.hpp"

namespace checkoutdiag::fields {

TEST_CASE("fields/value-doubtful: what one gateway takes and another may not") {
  ValuesCase seen;
  seen.records = 1;
  seen.tallies = {{"exp", Reason::expiry_order, 1, {}, "'1112'", ""},
                  {"exp", Reason::expired, 1, {}, "'1112'", ""}};
  Outcome outcome{&rules::value_doubtful.rule, "values", {}, {}, {}};
  rules::value_doubtful.run(seen, outcome);
  REQUIRE(outcome.findings.size() == 1);
  CHECK(outcome.findings[0].message ==
        "exp '1112' reads as month and year in either order: MMYY and YYMM");
  CHECK(outcome.findings[0].level == Level::warning);
  CHECK(fault_of_fix(rules::value_doubtful.rule.fix) == "");
}

}  // namespace checkoutdiag::fields
