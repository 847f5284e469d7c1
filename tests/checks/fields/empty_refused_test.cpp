#include <doctest/doctest.h>

#include "checks/fields/fields.hpp"

namespace checkoutdiag::fields {

TEST_CASE("fields/empty-refused: an empty value where none may be") {
  PairCase seen;
  CHECK(rules::empty_refused.skip(seen) != "");
  seen.rules.name = "zip";
  seen.rules.gateway_name = "postal_code";
  for (bool refuses : {true, false}) {
    seen.rules.refuses_empty = refuses;
    CHECK(rules::empty_refused.skip(seen) == "");
    Outcome outcome{&rules::empty_refused.rule, "zip", {}, {}, {}};
    rules::empty_refused.run(seen, outcome);
    REQUIRE(outcome.findings.size() == (refuses ? 1 : 0));
    if (!refuses) continue;
    CHECK(outcome.findings[0].level == Level::warning);
    CHECK(
        outcome.findings[0].message ==
        "left empty, it is sent as \"\", which the gateway refuses: it takes postal_code left out");
  }
}

}  // namespace checkoutdiag::fields
