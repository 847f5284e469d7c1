#include "tests/checks/fields/linted.hpp"

namespace checkoutdiag::fields {

TEST_CASE("fields/pattern-unanchored: what is looked for anywhere") {
  const auto& check = rules::pattern_unanchored;
  CHECK(told(check, patterned("\\d{5}")) ==
        "the pattern \\d{5} is not tied to the ends of the value\n");
  CHECK(told(check, patterned("^\\d{5}")) ==
        "the pattern ^\\d{5} is not tied to the end of the value\n");
  CHECK(told(check, patterned("\\d{5}$")) ==
        "the pattern \\d{5}$ is not tied to the beginning of the value\n");
  CHECK(told(check, patterned("a|b")) == "the pattern a|b is not tied to the ends of the value\n");
  for (const char* right : {"^\\d{5}$", "^(a|b)$", "^(?=.*a)b$", "^a|b$", "(^a$)"})
    CHECK(told(check, patterned(right)) == "");
  Field field = patterned("\\d{5}");
  for (regex::Dialect whole : {regex::Dialect::html, regex::Dialect::java}) {
    field.language.patterns[0].dialect = whole;
    CHECK(told(check, field) == "");
  }
  field.language.patterns[0].dialect = regex::Dialect::python;
  field.language.patterns[0].match = regex::Match::prefix;
  CHECK(told(check, field) == "the pattern \\d{5} is not tied to the end of the value\n");
  field.language.patterns[0].text = "\\d{5}$";
  CHECK(told(check, field) == "");
}

}  // namespace checkoutdiag::fields
