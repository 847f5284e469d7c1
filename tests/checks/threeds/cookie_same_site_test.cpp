#include "tests/checks/threeds/page_seen.hpp"

namespace checkoutdiag::threeds {

TEST_CASE("threeds/cookie-same-site: what does not come with the notification") {
  const auto seen = [](const std::vector<std::string>& cookies) {
    http::Headers headers;
    for (const std::string& each : cookies)
      headers.push_back({"Set-Cookie", each});
    return test::page_told(rules::cookie_same_site, test::seen_page("", "", headers));
  };
  CHECK(seen({"session=1; SameSite=None; Secure"}) == "");
  CHECK(seen({"session=1; samesite=LAX; Secure"}) ==
        "warning: cookie session has SameSite=Lax: the ACS's POST to the notification URL comes "
        "without it, and the shop sees a stranger");
  CHECK(seen({"session=1; SameSite=None"}).find("without Secure") != std::string::npos);
  CHECK(seen({"session=1"}).find("two minutes old") != std::string::npos);
  CHECK(seen({"session=1; SameSite=no; SameSite=Strict"}).find("Strict") != std::string::npos);
  // The last of a name counts, and what is deleted is not there.
  CHECK(seen({"session=1", "session=2; SameSite=None; Secure"}) == "");
  CHECK(seen({"session=1; Max-Age=0"}).starts_with("- the page sets no cookie"));
  CHECK(seen({"session=1", "session=; Expires=Thu, 01-Jan-1970 00:00:01 GMT"}).starts_with("- "));
  CHECK(seen({"session=1; Max-Age=3600; Expires=Thu, 01 Jan 1970 00:00:00 GMT"}) != "");
  CHECK(!seen({"session=1; Max-Age=3600; Expires=Thu, 01 Jan 1970 00:00:00 GMT"}).starts_with("-"));
  // Another path or domain is another cookie.
  CHECK(seen({"session=1; Path=/", "session=; Path=/pay; Max-Age=0"}).starts_with("warning: "));
  CHECK(seen({"session=1; Domain=shop.example", "session=2; Domain=.SHOP.example; Max-Age=0"})
            .starts_with("- "));
  CHECK(seen({"_ga=1; Path=/", "__cf_bm=x"}).starts_with("- the page sets no cookie"));
}

}  // namespace checkoutdiag::threeds
