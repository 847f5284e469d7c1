#include <doctest/doctest.h>

#include "tests/checks/token/recording.hpp"

namespace checkoutdiag::token {

TEST_CASE("token/exchange-failed: no reply, a refusal, a reply without a token") {
  const auto& rule = rules::exchange_failed;
  CHECK(test::good_checkout().judged(rule).findings.empty());
  test::Checkout all;
  all.page();
  Entry& exchange = all.exchange(500);
  const auto told = [&] { return test::told(all.judged(rule)); };
  SUBCASE("no reply") {
    exchange.status = 0;
    exchange.failure = "net::ERR_CONNECTION_REFUSED";
    CHECK(told() == "POST api.pay.test/v1/tokens got no reply after 10 ms: nothing listens there");
    exchange.failure = "net::ERR_SOMETHING_NEW";
    CHECK(told().ends_with("net::ERR_SOMETHING_NEW"));
    exchange.failure.clear();
    CHECK(told().ends_with("the recording does not say why"));
  }
  SUBCASE("the gateway refuses the card") {
    all.expected = {};
    exchange.status = 402;
    set_url(exchange, "https://api.stripe.com/v1/tokens");
    exchange.reply = R"({"error":{"code":"incorrect_number"}})";
    CHECK(told() == "POST api.stripe.com/v1/tokens was answered 402 (incorrect_number)");
    CHECK(all.judged(rule).findings[0].fix.find("let the form check it") != std::string::npos);
    exchange.reply = R"({"error":{"code":"<script>"}})";
    CHECK(told() == "POST api.stripe.com/v1/tokens was answered 402 ((not shown))");
  }
  SUBCASE("2xx, and no token") {
    exchange.reply = R"({"error":"try later"})";
    CHECK(told().find("was answered 201 without a token") != std::string::npos);
    exchange.has_reply_text = false;
    exchange.reply.clear();
    CHECK(all.judged(rule).inconclusive_because != "");
    all.capture.recording.source = Source::trace;
    CHECK(all.judged(rule).inconclusive_because == "");
  }
}

}  // namespace checkoutdiag::token
