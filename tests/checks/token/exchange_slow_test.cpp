#include <doctest/doctest.h>

#include "tests/checks/token/recording.hpp"

namespace checkoutdiag::token {

TEST_CASE("token/exchange-slow: by the part that took the time") {
  const auto& rule = rules::exchange_slow;
  CHECK(test::good_checkout().judged(rule).findings.empty());
  test::Checkout all;
  all.page();
  Entry& exchange = all.exchange(500);
  exchange.ended = exchange.began + 2500;
  CHECK(test::told(all.judged(rule)) == "POST api.pay.test/v1/tokens took 2.5 s");
  exchange.phases = {.dns = 3, .connect = 2000, .wait = 400};
  CHECK(test::told(all.judged(rule)).ends_with("took 2.5 s, 2.0 s of it connecting"));
  exchange.status = 0;
  CHECK(all.judged(rule).findings.empty());
}

}  // namespace checkoutdiag::token
