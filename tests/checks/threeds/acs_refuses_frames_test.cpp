#include "tests/checks/threeds/page_seen.hpp"

namespace checkoutdiag::threeds {
namespace {

std::string seen(const http::Headers& headers, int status = 200, bool is_address_known = true) {
  page::Page page = test::seen_page("");
  page.is_address_known = is_address_known;
  PageCase given = test::page_case(page);
  given.acs_answer.emplace();
  given.acs_answer->url = test::url("https://acs.bank.example/c");
  given.acs_answer->status = status;
  given.acs_answer->headers = headers;
  return test::page_told(test::judged(rules::acs_refuses_frames, given));
}

std::string options(const std::string& value) {
  return seen({{"X-Frame-Options", value}});
}

std::string ancestors(const std::string& value) {
  return seen({{"content-security-policy", "frame-ancestors " + value}});
}

}  // namespace

TEST_CASE("threeds/acs-refuses-frames: X-Frame-Options as browsers read it") {
  CHECK(seen({}) == "");
  CHECK(options("DENY") ==
        "error: the ACS at https://acs.bank.example/c refuses to be framed: X-Frame-Options: DENY");
  CHECK(options("sameorigin").starts_with("error: "));
  CHECK(options("DENY, SAMEORIGIN").starts_with("error: "));
  CHECK(seen({{"X-Frame-Options", "SAMEORIGIN"}, {"x-frame-options", "ALLOWALL"}})
            .starts_with("error: "));
  CHECK(options("ALLOW-FROM https://shop.example") ==
        "note: the ACS sends X-Frame-Options: ALLOW-FROM https://shop.example, which today's "
        "browsers ignore: it lets everybody frame it");
}

TEST_CASE("threeds/acs-refuses-frames: frame-ancestors, before which the other does not count") {
  CHECK(ancestors("'self'") ==
        "error: the ACS at https://acs.bank.example/c refuses to be framed: frame-ancestors "
        "'self'");
  CHECK(ancestors("https://shop.example") == "");
  CHECK(ancestors("https://shop.example/other/") ==
        "error: the ACS at https://acs.bank.example/c "
        "refuses to be framed: frame-ancestors "
        "https://shop.example/other/");
  CHECK(seen({{"X-Frame-Options", "DENY"},
              {"Content-Security-Policy", "frame-ancestors https:"}}) == "");
  CHECK(seen({{"X-Frame-Options", "DENY"}, {"Content-Security-Policy", "default-src 'none'"}})
            .starts_with("error: "));
}

TEST_CASE("threeds/acs-refuses-frames: what is not known is no pass") {
  CHECK(seen({}, 405).starts_with("? the ACS answers 405"));
  CHECK(seen({{"X-Frame-Options", "DENY"}}, 405).starts_with("? the ACS answers 405"));
  CHECK(seen({{"X-Frame-Options", "SAMEORIGIN"}}, 200, false).starts_with("? "));
  CHECK(seen({{"X-Frame-Options", "DENY"}}, 200, false).starts_with("error: "));
  CHECK(test::page_told(rules::acs_refuses_frames, test::seen_page("")).starts_with("- no ACS"));
  const page::Page page = test::seen_page("");
  PageCase given = test::page_case(page);
  given.acs_answer.emplace();
  given.acs_answer->url = test::url("https://acs.bank.example/c");
  given.acs_answer->error = "no connection: connection refused";
  CHECK(test::page_told(test::judged(rules::acs_refuses_frames, given))
            .starts_with("? the ACS at https://acs.bank.example/c could not be asked"));
}

}  // namespace checkoutdiag::threeds
