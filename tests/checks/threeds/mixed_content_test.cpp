#include "tests/checks/threeds/page_seen.hpp"

namespace checkoutdiag::threeds {
namespace {

std::string seen(const std::string& html, const std::string& policy = "") {
  return test::page_told(rules::mixed_content, test::seen_page(policy, html));
}

}  // namespace

TEST_CASE("threeds/mixed-content: what browsers block, and what they only change") {
  CHECK(seen("<script src=//cdn.example/a.js></script><img src=/a.png>") == "");
  CHECK(seen("<script src=http://cdn.example/a.js></script>") ==
        "error: scripts of the page are without TLS, and browsers block them: "
        "http://cdn.example/a.js");
  CHECK(seen("<iframe src=http://a.example/></iframe><iframe src=http://b.example/></iframe>") ==
        "error: frames of the page are without TLS, and browsers block them: http://a.example/ "
        "and 1 more");
  CHECK(seen("<form action=http://a.example/><input name=creq></form>").starts_with("warning: "));
  CHECK(seen("<img src=http://a.example/a.png>").starts_with("note: "));
  CHECK(seen("<link rel=stylesheet href=http://a.example/a.css>").starts_with("error: "));
  CHECK(seen("<base href=http://a.example/><script src=a.js></script>").starts_with("error: "));
  // Nobody is on the way.
  CHECK(seen("<script src=http://localhost:3000/a.js></script>") == "");
  CHECK(seen("<script src=http://cdn.example/a.js></script>", "upgrade-insecure-requests")
            .starts_with("note: "));
}

TEST_CASE("threeds/mixed-content: the URLs that are given") {
  const page::Page page = test::seen_page("");
  PageCase given = test::page_case(page);
  given.notification = test::url("http://shop.example/3ds");
  CHECK(test::page_told(test::judged(rules::mixed_content, given)) ==
        "error: the notification URL at http://shop.example/3ds is without TLS: a page of https "
        "cannot frame it");
  given.notification.reset();
  given.apis = {test::url("http://api.example/")};
  CHECK(test::page_told(test::judged(rules::mixed_content, given)) ==
        "error: the API at http://api.example/ is without TLS: a page of https cannot call it");
  page::Page saved = test::seen_page("", "<script src=http://cdn.example/a.js></script>");
  saved.is_address_known = false;
  CHECK(test::page_told(rules::mixed_content, saved).starts_with("? it has addresses without TLS"));
  page::Page plain = test::seen_page("");
  plain.url = test::url("http://127.0.0.1:8080/");
  CHECK(test::page_told(rules::mixed_content, plain) == "- the page itself is not https");
}

}  // namespace checkoutdiag::threeds
