#include "tests/checks/fields/linted.hpp"

namespace checkoutdiag::fields {

TEST_CASE("fields/postal-required: countries without a postal code") {
  const auto& check = rules::postal_required;
  CHECK(told(check, patterned("^\\d+$", Meaning::postal_code)) ==
        "it cannot be left empty, and 71 countries and territories have no postal codes, such as "
        "AE, HK and PA\n");
  CHECK(told(check, patterned("^\\d*$", Meaning::postal_code)) == "");
  Field optional = patterned("^\\d+$", Meaning::postal_code);
  optional.language.optional = true;
  CHECK(told(check, optional) == "");
  CHECK(told(check, patterned("^\\d+$", Meaning::phone)) == "");
  Field by_country = patterned("^\\d+$", Meaning::postal_code);
  by_country.by_country["GB"] = by_country.language;
  CHECK(told(check, by_country) == "");
}

}  // namespace checkoutdiag::fields
