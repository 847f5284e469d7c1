#include <doctest/doctest.h>

#include "checks/fields/fields.hpp"
#include "tests/checks/fix_lines.hpp"

namespace checkoutdiag::fields {

TEST_CASE("fields/pattern-ignored: the field that no browser checks") {
  SchemaCase seen;
  seen.front.fields.resize(2);
  seen.front.fields[0].name = "zip";
  seen.front.fields[0].ignored = "the pattern [\\w-] does not compile";
  Outcome outcome{&rules::pattern_ignored.rule, "schemas", {}, {}, {}};
  rules::pattern_ignored.run(seen, outcome);
  REQUIRE(outcome.findings.size() == 1);
  CHECK(outcome.findings[0].message ==
        "a rule of zip checks nothing in a browser: the pattern [\\w-] does not compile");
  CHECK(outcome.findings[0].level == Level::error);
  CHECK(fault_of_fix(rules::pattern_ignored.rule.fix) == "");
}

}  // namespace checkoutdiag::fields
