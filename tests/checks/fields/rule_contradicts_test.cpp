#include "tests/checks/fields/linted.hpp"

namespace checkoutdiag::fields {

TEST_CASE("fields/rule-contradicts: what no value can meet") {
  const auto& check = rules::rule_contradicts;
  Field field = patterned("^\\d{5}$");
  CHECK(told(check, field) == "");
  field.language.longest = 4;
  CHECK(told(check, field) == "it takes no value at all\n");
  field.language.optional = true;
  CHECK(told(check, field) == "it takes no value at all but the empty one\n");
  Field listed = patterned("^[A-Z]{2}$");
  listed.language.values = {"GB", "Germany", ""};
  CHECK(told(check, listed) == "it refuses 'Germany', which is one of its own values\n");
  CHECK(told(check, patterned("(")).starts_with("its pattern is refused by its own dialect: "));
  const Outcome open = linted(check, patterned("^(?>a)$"));
  CHECK(open.findings.size() + !open.inconclusive_because.empty() == 1);
  Field pcre = patterned("^(?>a)$");
  pcre.language.patterns[0].dialect = regex::Dialect::pcre;
  CHECK(
      linted(check, pcre).inconclusive_because.starts_with("some of its rules were not decided: "));
}

}  // namespace checkoutdiag::fields
