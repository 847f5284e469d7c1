#include <doctest/doctest.h>

#include "tests/checks/token/recording.hpp"

namespace checkoutdiag::token {

TEST_CASE("token/mixed-content: the card without TLS, and what browsers block") {
  const auto& rule = rules::mixed_content;
  CHECK(test::good_checkout().judged(rule).findings.empty());
  test::Checkout all;
  all.page();
  Entry& exchange = all.exchange(500);
  set_url(exchange, "http://api.pay.test/v1/tokens");
  exchange.address = "127.0.0.1";
  CHECK(all.judged(rule).findings.empty());
  exchange.address = "203.0.113.9";
  CHECK(test::told(all.judged(rule))
            .starts_with("POST api.pay.test/v1/tokens carried the card without TLS"));
  exchange.address = "127.0.0.1";
  all.add(100, "GET", "http://js.pay.test/pay.js", 0, "script");
  CHECK(test::told(all.judged(rule)) ==
        "the page is https, and GET js.pay.test/pay.js is not: browsers block it");
  set_url(all.capture.entries[0], "http://shop.test/checkout");
  CHECK(all.judged(rule).findings.empty());
}

}  // namespace checkoutdiag::token
