#include "tests/checks/threeds/page_seen.hpp"

namespace checkoutdiag::threeds {

TEST_CASE("threeds/field-name-wrong: case, and fields of the first version") {
  const auto seen = [](const std::string& name) {
    return test::page_told(rules::field_name_wrong,
                           test::seen_page("", "<form><input name=" + name + "></form>"));
  };
  for (const char* right : {"creq", "threeDSSessionData", "threeDSMethodData", "cres"})
    CHECK(seen(right) == "");
  CHECK(seen("CReq") == "error: the form has a field CReq: it is called creq");
  CHECK(seen("threeDsMethodData") ==
        "error: the form has a field threeDsMethodData: it is called threeDSMethodData");
  CHECK(seen("three_ds_session_data").starts_with("error: "));
  CHECK(seen("PaReq").starts_with("warning: the form has PaReq, a field of 3-D Secure 1"));
  CHECK(seen("email").starts_with("- the HTML has no form"));
}

}  // namespace checkoutdiag::threeds
