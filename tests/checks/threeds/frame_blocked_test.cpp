#include "tests/checks/threeds/page_seen.hpp"

namespace checkoutdiag::threeds {
namespace {

std::string seen(const std::string& policy, const std::string& acs = "",
                 const std::string& html = "") {
  const page::Page page = test::seen_page(policy, html);
  PageCase given = test::page_case(page);
  if (!acs.empty()) given.acs = test::url(acs);
  return test::page_told(test::judged(rules::frame_blocked, given));
}

constexpr const char* kAcs = "https://acs.bank.example/challenge";

std::string form(const std::string& target) {
  return "<form method=post action=" + std::string(kAcs) + " target='" + target +
         "'><input name=creq></form>";
}

}  // namespace

TEST_CASE("threeds/frame-blocked: an ACS that is refused, and lists that work for one alone") {
  CHECK(seen("") == "");
  CHECK(seen("frame-src https:", kAcs) == "");
  CHECK(seen("default-src 'self'; frame-src *", kAcs) == "");
  CHECK(seen("frame-src 'self'", kAcs) ==
        "error: the ACS at https://acs.bank.example/challenge is blocked: the page's policy has "
        "frame-src 'self'");
  CHECK(seen("default-src 'none'", kAcs) ==
        "error: the ACS at https://acs.bank.example/challenge is blocked: the page's policy has "
        "default-src 'none' (there is no frame-src)");
  CHECK(seen("frame-src acs.bank.example", kAcs) ==
        "warning: the page's policy has frame-src acs.bank.example: an ACS that is not in this "
        "list is blocked");
  CHECK(seen("frame-src js.stripe.com").starts_with("warning: "));
  CHECK(seen("frame-src 10.0.0.1, frame-src https:", "https://10.0.0.1/").starts_with("warning: "));
}

TEST_CASE("threeds/frame-blocked: the page's own forms name the ACS") {
  CHECK(seen("frame-src 'self'", "", form("challenge")).starts_with("error: the ACS at "));
  CHECK(seen("frame-src 'self'", "", form("")).starts_with("- the challenge takes the whole"));
  CHECK(seen("frame-src 'self'", "", form("_TOP")).starts_with("- "));
  CHECK(seen("frame-src 'self'", kAcs, form("_top")).starts_with("error: "));
}

TEST_CASE("threeds/frame-blocked: the method's URL and the notification are framed too") {
  const page::Page page = test::seen_page("frame-src https://acs.bank.example");
  PageCase given = test::page_case(page);
  given.method_url = test::url("https://method.bank.example/m");
  given.notification = test::url("https://shop.example/3ds");
  CHECK(test::judged(rules::frame_blocked, given).findings.size() == 2);
}

TEST_CASE("threeds/frame-blocked: what only reports is a note, what is not known no pass") {
  const page::Page page =
      test::seen_page("", "", {{"content-security-policy-report-only", "frame-src 'self'"}});
  CHECK(test::page_told(rules::frame_blocked, page) ==
        "note: a policy that only reports would refuse an ACS once it is enforced: frame-src "
        "'self'");
  const page::Page file = test::seen_page("");
  PageCase given = test::page_case(file);
  given.knows_headers = false;
  CHECK(test::page_told(test::judged(rules::frame_blocked, given)).starts_with("? the headers"));
}

}  // namespace checkoutdiag::threeds
