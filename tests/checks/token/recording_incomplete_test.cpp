#include <doctest/doctest.h>

#include "tests/checks/token/recording.hpp"

namespace checkoutdiag::token {

TEST_CASE("token/recording-incomplete: cut, unread, without bodies") {
  const auto& rule = rules::recording_incomplete;
  test::Checkout all = test::good_checkout();
  CHECK(all.judged(rule).inconclusive_because.empty());
  Recording& recording = all.capture.recording;
  recording.lost_bodies = 2;
  CHECK(all.judged(rule).inconclusive_because.starts_with("2 requests have bodies"));
  recording.source = Source::trace;
  CHECK(all.judged(rule).inconclusive_because.empty());
  recording.unfollowed = 5;
  CHECK(all.judged(rule).inconclusive_because.ends_with("5 are left out"));
  recording.unread = 1;
  CHECK(all.judged(rule).inconclusive_because == "1 of its entries cannot be read");
  recording.is_cut = true;
  CHECK(all.judged(rule).inconclusive_because.starts_with("the file ends in the middle"));
}

}  // namespace checkoutdiag::token
