#include <doctest/doctest.h>

#include "tests/checks/token/recording.hpp"

namespace checkoutdiag::token {

TEST_CASE("token/reply-delayed: of the token alone, and how much") {
  const auto& rule = rules::reply_delayed;
  test::Checkout all = test::good_checkout();
  CHECK(all.judged(rule).skipped_because != "");
  all.capture.recording.source = Source::trace;
  all.capture.main_thread.was_recorded = true;
  const auto delay = [&](std::size_t entry, double ms) {
    all.capture.main_thread.delays = {{entry, ms}};
    return all.judged(rule);
  };
  CHECK(delay(1, 40).findings.empty());
  CHECK(delay(1, 60).findings.at(0).level == Level::note);
  CHECK(test::told(delay(1, 450)) ==
        "the reply of POST api.pay.test/v1/tokens waited 450 ms for the page's main thread");
  CHECK(delay(1, 450).findings.at(0).level == Level::warning);
  CHECK(delay(2, 450).findings.empty());
}

}  // namespace checkoutdiag::token
