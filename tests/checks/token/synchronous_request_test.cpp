#include <doctest/doctest.h>

#include "tests/checks/token/recording.hpp"

namespace checkoutdiag::token {

TEST_CASE("token/synchronous-request: during the payment") {
  const auto& rule = rules::synchronous_request;
  test::Checkout all = test::good_checkout();
  CHECK(all.judged(rule).skipped_because != "");
  all.capture.recording.source = Source::trace;
  all.capture.main_thread.was_recorded = true;
  CHECK(all.judged(rule).findings.empty());
  all.capture.main_thread.synchronous = {{1, 312}};
  CHECK(test::told(all.judged(rule)) ==
        "the page stood still for 312 ms while POST api.pay.test/v1/tokens was on its way");
  // Long before it, it is no matter of the payment.
  all.capture.main_thread.synchronous = {{0, 312}};
  CHECK(all.judged(rule).findings.empty());
}

}  // namespace checkoutdiag::token
