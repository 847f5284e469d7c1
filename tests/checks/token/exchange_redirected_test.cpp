#include <doctest/doctest.h>

#include "tests/checks/token/recording.hpp"

namespace checkoutdiag::token {

TEST_CASE("token/exchange-redirected: with the card, and without") {
  const auto& rule = rules::exchange_redirected;
  CHECK(test::good_checkout().judged(rule).findings.empty());
  test::Checkout all;
  all.page();
  Entry& exchange = all.exchange(500);
  exchange.status = 302;
  exchange.reply_headers = {{"location", "https://api.pay.test/v2/tokens"}};
  CHECK(test::told(all.judged(rule)) ==
        "POST api.pay.test/v1/tokens was answered 302, to api.pay.test/v2/tokens: the browser asks "
        "there again with a GET, without the card");
  exchange.status = 307;
  CHECK(test::told(all.judged(rule)).ends_with("sends the card's data there"));
  exchange.status = 304;
  CHECK(all.judged(rule).findings.empty());
}

}  // namespace checkoutdiag::token
