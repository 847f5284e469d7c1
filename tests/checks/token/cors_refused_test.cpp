#include <doctest/doctest.h>

#include "tests/checks/token/recording.hpp"

namespace checkoutdiag::token {

TEST_CASE("token/cors-refused: what the console, the preflight and the reply say") {
  const auto& rule = rules::cors_refused;
  CHECK(test::good_checkout().judged(rule).findings.empty());
  test::Checkout all;
  all.page();
  Entry& exchange = all.exchange(500);
  SUBCASE("a failure that may be another") {
    exchange.status = 0;
    exchange.failure = "net::ERR_FAILED";
    CHECK(all.judged(rule).inconclusive_because.find("--console") != std::string::npos);
    all.console("Access to fetch has been blocked by CORS policy", false);
    all.capture.console[0].is_cors = true;
    all.capture.console[0].url = "https://api.pay.test/v1/tokens";
    CHECK(test::told(all.judged(rule)) ==
          "the browser kept the reply of POST api.pay.test/v1/tokens from the page: CORS");
  }
  SUBCASE("the reply does not allow it, or another origin") {
    exchange.request_headers = {{"origin", "https://shop.test"}};
    CHECK(test::told(all.judged(rule)).ends_with("without Access-Control-Allow-Origin"));
    exchange.reply_headers = {{"access-control-allow-origin", "https://www.shop.test"}};
    CHECK(test::told(all.judged(rule)).find("allows the origin https://www.shop.test") !=
          std::string::npos);
    exchange.reply_headers = {{"access-control-allow-origin", "*"}};
    CHECK(all.judged(rule).findings.empty());
  }
  SUBCASE("a preflight that is refused") {
    exchange.status = 0;
    all.add(490, "OPTIONS", "https://api.pay.test/v1/tokens", 403, "preflight");
    CHECK(test::told(all.judged(rule)).find("was answered 403") != std::string::npos);
  }
}

}  // namespace checkoutdiag::token
