#include <doctest/doctest.h>

#include "tests/checks/token/recording.hpp"

namespace checkoutdiag::token {

TEST_CASE("token/security-code-leaked: anywhere but at the gateway") {
  const auto& rule = rules::security_code_leaked;
  CHECK(test::good_checkout().judged(rule).findings.empty());
  test::Checkout all = test::good_checkout();
  all.leak(LeakKind::security_code, LeakPlace::reply, "shop.test", {}, "cvc");
  CHECK(test::told(all.judged(rule)) ==
        "a security code is in the reply of POST shop.test/x (the shop's own host)");
  CHECK(all.judged(rule).findings.at(0).level == Level::error);
  all.leak(LeakKind::number, LeakPlace::reply, "shop.test", "4242424242424242");
  CHECK(all.judged(rule).findings.size() == 1);
}

}  // namespace checkoutdiag::token
