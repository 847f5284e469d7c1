#include "tests/checks/fields/linted.hpp"

namespace checkoutdiag::fields {

TEST_CASE("fields/wide-classes: spaces and digits that no gateway takes") {
  const auto& check = rules::wide_classes;
  const std::string space = told(check, patterned("^[\\d\\s]{13,23}$", Meaning::card_number));
  CHECK(space.starts_with("it takes a no-break space (U+00A0): "));
  CHECK(space.find("beyond ASCII") == std::string::npos);
  Field python = patterned("^\\d{5}$", Meaning::postal_code);
  CHECK(told(check, python) == "");
  python.language.patterns[0].dialect = regex::Dialect::python;
  CHECK(told(check, python).starts_with("it takes digits beyond ASCII: "));
  CHECK(told(check, patterned("^\\s$", Meaning::card_name)) == "");
  CHECK(told(check, patterned("^[\\d ]+$", Meaning::card_number)) == "");
}

}  // namespace checkoutdiag::fields
