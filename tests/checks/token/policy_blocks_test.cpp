#include <doctest/doctest.h>

#include "tests/checks/token/recording.hpp"

namespace checkoutdiag::token {

TEST_CASE("token/policy-blocks: as the console says it") {
  const auto& rule = rules::policy_blocks;
  CHECK(test::good_checkout().judged(rule).findings.empty());
  test::Checkout all = test::good_checkout();
  all.console("Refused to connect", false);
  all.capture.console[0].directive = "connect-src 'self'";
  all.capture.console[0].url = "https://api.pay.test/v1/tokens";
  CHECK(test::told(all.judged(rule)) ==
        "a Content-Security-Policy stops api.pay.test: connect-src 'self'");
}

}  // namespace checkoutdiag::token
