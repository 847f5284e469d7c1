#include "tests/checks/fields/linted.hpp"

namespace checkoutdiag::fields {

TEST_CASE("fields/card-number-in-text: a card number where none belongs") {
  const auto& check = rules::card_number_in_text;
  const std::string name = told(check, patterned("^.{2,45}$", Meaning::card_name));
  CHECK(name.starts_with("it takes a card number, such as '411111"));
  CHECK(name.find("4111111111111111") == std::string::npos);
  CHECK(told(check, patterned("^[a-z ]+$")) == "");
  CHECK(told(check, patterned("^[\\d-]+$")) != "");
  CHECK(told(check, patterned("^\\d+$", Meaning::card_number)) == "");
  CHECK(told(check, patterned("^(?!.*(?:\\d[ -]?){13}).{1,40}$")) == "");
  CHECK(linted(check, patterned("")).findings[0].level == Level::note);
}

}  // namespace checkoutdiag::fields
