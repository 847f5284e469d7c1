#include "tests/checks/gate/judged.hpp"

namespace checkoutdiag::gate {

TEST_CASE("gate/over-budget: as many as it allows, and one more") {
  PartCase seen{"tls", End::ran, {}, {}, {}};
  CHECK(test::told(rules::over_budget, seen) == "- it has no budget of findings");
  seen.budget.warnings = 2;
  seen.found.warning = 2;
  seen.found.note = 9;
  CHECK(test::told(rules::over_budget, seen) == "");
  seen.budget.notes = 8;
  CHECK(test::told(rules::over_budget, seen) == "9 notes, and the budget allows 8");
  seen.found.warning = 3;
  CHECK(test::told(rules::over_budget, seen) ==
        "3 warnings, and the budget allows 2; 9 notes, and the budget allows 8");
  seen.end = End::over_time;
  CHECK(test::told(rules::over_budget, seen) == "- the check did not run");
}

}  // namespace checkoutdiag::gate
