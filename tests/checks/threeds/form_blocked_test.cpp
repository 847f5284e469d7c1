#include "tests/checks/threeds/page_seen.hpp"

namespace checkoutdiag::threeds {

TEST_CASE("threeds/form-blocked: form-action stands for itself") {
  const auto seen = [](const std::string& policy) {
    const page::Page page = test::seen_page(policy);
    PageCase given = test::page_case(page);
    given.acs = test::url("https://acs.bank.example/c");
    return test::page_told(test::judged(rules::form_blocked, given));
  };
  CHECK(seen("") == "");
  CHECK(seen("default-src 'none'") == "");
  CHECK(seen("form-action 'self' https:") == "");
  CHECK(seen("form-action 'self'") ==
        "error: the ACS at https://acs.bank.example/c is blocked: the page's policy has "
        "form-action 'self'");
  CHECK(seen("form-action 'self' https://acs.bank.example/").starts_with("warning: "));
  CHECK(seen("form-action") ==
        "error: the ACS at https://acs.bank.example/c is blocked: the page's policy has "
        "form-action (empty)");
}

TEST_CASE("threeds/form-blocked: a form into the whole window is a form") {
  const page::Page page =
      test::seen_page("form-action 'self'",
                      "<form method=post action='//acs.bank.example/'><input name=creq></form>");
  CHECK(test::page_told(rules::form_blocked, page).starts_with("error: the ACS at "));
}

}  // namespace checkoutdiag::threeds
