#include "tests/checks/fields/linted.hpp"

namespace checkoutdiag::fields {

TEST_CASE("fields/length-unbounded: values of any length") {
  const auto& check = rules::length_unbounded;
  CHECK(told(check, patterned("^\\d+$")) == "it takes values of more than 512 characters\n");
  CHECK(told(check, Field{}) == "it takes values of more than 512 characters\n");
  CHECK(told(check, patterned("^\\d{1,512}$")) == "");
  Field field = patterned("^\\d+$");
  field.language.longest = 255;
  CHECK(told(check, field) == "");
}

}  // namespace checkoutdiag::fields
