#include "tests/checks/threeds/page_seen.hpp"

namespace checkoutdiag::threeds {

TEST_CASE("threeds/connect-blocked: what scripts call, where that is known") {
  const auto seen = [](const std::string& policy, bool knows_headers = true) {
    const page::Page page = test::seen_page(policy);
    PageCase given = test::page_case(page);
    given.apis = {test::url("https://api.gateway.example/v1")};
    given.knows_headers = knows_headers;
    return test::page_told(test::judged(rules::connect_blocked, given));
  };
  CHECK(seen("") == "");
  CHECK(seen("connect-src api.gateway.example") == "");
  CHECK(seen("default-src 'self'") ==
        "error: scripts cannot call https://api.gateway.example/v1: the page's policy has "
        "default-src 'self' (there is no connect-src)");
  CHECK(seen("", false).starts_with("? the headers"));
  CHECK(test::page_told(rules::connect_blocked, test::seen_page("connect-src 'none'"))
            .starts_with("- which hosts"));
}

}  // namespace checkoutdiag::threeds
