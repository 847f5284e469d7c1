#include "tests/checks/threeds/page_seen.hpp"

namespace checkoutdiag::threeds {

TEST_CASE("threeds/page-unread: what did not come is not judged, by any rule") {
  const page::Page page = test::seen_page("default-src 'none'");
  CHECK(test::page_told(rules::page_unread, page) == "");
  PageCase seen = test::page_case(page);
  seen.unread = "https://shop.example/pay answers 403: save the page";
  CHECK(test::page_told(test::judged(rules::page_unread, seen)) == "? " + seen.unread);
  for (const Check<PageCase>* each : pages())
    if (each != &rules::page_unread)
      CHECK(test::page_told(test::judged(*each, seen)) == "- the page was not read");
}

TEST_CASE("threeds/page-unread: more than is judged is no pass") {
  std::string html;
  for (int i = 0; i < 30'000; ++i)
    html += "<iframe></iframe><form target=a><input name=creq></form>";
  const page::Page page = test::seen_page("", html);
  CHECK(page.forms.size() == 100);
  CHECK(test::page_told(rules::page_unread, page).starts_with("? the page has more frames"));
}

}  // namespace checkoutdiag::threeds
