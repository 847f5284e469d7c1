#include <doctest/doctest.h>

#include "tests/checks/token/recording.hpp"

namespace checkoutdiag::token {

TEST_CASE("token/policy-blocks: by the page, the console, and what the browser says") {
  const auto& rule = rules::policy_blocks;
  CHECK(test::good_checkout().judged(rule).findings.empty());
  SUBCASE("a request that should have been, and the policy of the page") {
    test::Checkout all;
    all.page().reply_headers = {{"content-security-policy", "default-src 'self'"}};
    CHECK(test::told(all.judged(rule)) ==
          "the page's Content-Security-Policy forbids https://api.pay.test: default-src 'self'");
    CHECK(all.judged(rule).findings[0].fix.find("a connect-src of its own") != std::string::npos);
    all.capture.entries[0].reply_headers = {
        {"meta content-security-policy", "connect-src https://*.pay.test"}};
    CHECK(all.judged(rule).findings.empty());
    // What was asked for was not forbidden: in a frame it is the frame's policy that counts.
    all.capture.entries[0].reply_headers = {{"content-security-policy", "connect-src 'none'"}};
    CHECK(all.judged(rule).findings.size() == 1);
    all.exchange(500);
    CHECK(all.judged(rule).findings.empty());
  }
  SUBCASE("a script, once, by the policy and by the browser") {
    test::Checkout all = test::good_checkout();
    Entry& page = all.capture.entries[0];
    page.scripts = {"https://js.pay.test/pay.js"};
    page.reply_headers = {{"content-security-policy", "script-src 'self'"}};
    all.add(100, "GET", "https://js.pay.test/pay.js", 0, "script").failure = "csp";
    CHECK(all.judged(rule).findings.size() == 1);
    CHECK(all.judged(rule).findings[0].fix.starts_with("add https://js.pay.test to script-src"));
    all.capture.entries[0].reply_headers = {
        {"content-security-policy", "script-src 'strict-dynamic' 'nonce-abc'"}};
    CHECK(all.judged(rule).inconclusive_because != "");
    all.capture.entries[0].reply_headers.clear();
    CHECK(test::told(all.judged(rule)) ==
          "a Content-Security-Policy stopped GET js.pay.test/pay.js");
  }
  SUBCASE("the frame of a challenge") {
    test::Checkout all = test::good_checkout();
    all.capture.entries[0].reply_headers = {{"content-security-policy", "frame-src 'self'"}};
    all.capture.entries[2].reply = R"({"transStatus":"C","acsURL":"https://acs.test/c"})";
    CHECK(test::told(all.judged(rule)) ==
          "the page's Content-Security-Policy forbids https://acs.test: frame-src 'self'");
    CHECK(all.judged(rule).findings[0].fix.find("frame-src https:") != std::string::npos);
  }
  SUBCASE("the console alone") {
    test::Checkout all = test::good_checkout();
    all.console("Refused to connect", false);
    all.capture.console[0].directive = "connect-src 'self'";
    all.capture.console[0].url = "https://api.pay.test/v1/tokens";
    CHECK(test::told(all.judged(rule)) ==
          "a Content-Security-Policy stops api.pay.test: connect-src 'self'");
  }
}

}  // namespace checkoutdiag::token
