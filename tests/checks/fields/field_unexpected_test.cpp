#include <doctest/doctest.h>

#include "checks/fields/fields.hpp"
#include "tests/checks/fix_lines.hpp"

namespace checkoutdiag::fields {

TEST_CASE("fields/field-unexpected: of a closed schema, what it does not know") {
  SchemaCase seen;
  Field note;
  note.name = "gift note";
  seen.front_only = {&note};
  CHECK(rules::field_unexpected.skip(seen) != "");
  seen.gateway.is_closed = true;
  CHECK(rules::field_unexpected.skip(seen) == "");
  Outcome outcome{&rules::field_unexpected.rule, "schemas", {}, {}, {}};
  rules::field_unexpected.run(seen, outcome);
  REQUIRE(outcome.findings.size() == 1);
  CHECK(outcome.findings[0].level == Level::warning);
  CHECK(outcome.findings[0].message.find("gift note") != std::string::npos);
  CHECK(fault_of_fix(outcome.findings[0].fix) == "");
  CHECK(fault_of_fix(rules::field_unexpected.rule.fix) == "");
}

}  // namespace checkoutdiag::fields
