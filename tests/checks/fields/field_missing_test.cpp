#include <doctest/doctest.h>

#include "checks/fields/fields.hpp"
#include "tests/checks/fix_lines.hpp"

namespace checkoutdiag::fields {

TEST_CASE("fields/field-missing: what the gateway asks for and the form does not have") {
  SchemaCase seen;
  Field asked, free;
  asked.name = "holder";
  free.name = "note";
  free.language.optional = true;
  seen.gateway_only = {&asked, &free};
  Outcome outcome{&rules::field_missing.rule, "schemas", {}, {}, {}};
  rules::field_missing.run(seen, outcome);
  REQUIRE(outcome.findings.size() == 1);
  CHECK(outcome.findings[0].message ==
        "no field of the form is the gateway's holder, which it asks for");
  CHECK(outcome.findings[0].level == Level::warning);
  CHECK(fault_of_fix(outcome.findings[0].fix) == "");
  CHECK(fault_of_fix(rules::field_missing.rule.fix) == "");
}

}  // namespace checkoutdiag::fields
