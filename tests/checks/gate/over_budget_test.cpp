#include "tests/checks/gate/judged.hpp"

namespace checkoutdiag::gate {

TEST_CASE("gate/over-budget: as many as it allows, and one more") {
  GateCase seen{{{"tls", End::ran, {}, {}, {}}}};
  Part& part = seen.parts[0];
  CHECK(test::told(rules::over_budget, seen).starts_with("- no check"));
  part.budget.warnings = 2;
  part.found.warning = 2;
  part.found.note = 9;
  CHECK(test::told(rules::over_budget, seen) == "");
  part.budget.notes = 8;
  CHECK(test::told(rules::over_budget, seen) == "tls has 9 notes, and its budget allows 8");
  part.found.warning = 3;
  CHECK(test::told(rules::over_budget, seen) ==
        "tls has 3 warnings, and its budget allows 2; tls has 9 notes, and its budget allows 8");
  part.end = End::over_time;
  CHECK(test::told(rules::over_budget, seen).starts_with("- no check"));
}

}  // namespace checkoutdiag::gate
