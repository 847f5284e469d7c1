#include <doctest/doctest.h>

#include "tests/checks/token/recording.hpp"

namespace checkoutdiag::token {

TEST_CASE("token/method-not-completed: in time, late, never, not known") {
  const auto& rule = rules::method_not_completed;
  CHECK(test::good_checkout().judged(rule).skipped_because == "no 3DS Method was called in it");
  test::Checkout all;
  all.page();
  all.add(100, "POST", "https://acs.test/method", 200, "document").body = "threeDSMethodData=eyJ9";
  SUBCASE("the recording ends too soon to say") {
    all.add(300, "POST", "https://shop.test/pay", 200);
    CHECK(all.judged(rule).inconclusive_because.find("may take 10 s") != std::string::npos);
  }
  SUBCASE("it came") {
    all.add(900, "POST", "https://shop.test/3ds/method", 200).body = "threeDSMethodData=eyJ9";
    CHECK(all.judged(rule).findings.empty());
    CHECK(all.judged(rule).inconclusive_because.empty());
  }
  SUBCASE("late") {
    all.add(12'100, "POST", "https://shop.test/3ds/method", 200).body = "threeDSMethodData=eyJ9";
    CHECK(test::told(all.judged(rule)) ==
          "the notification of POST acs.test/method came after 12 s, and the shop may wait for 10 "
          "s");
  }
  SUBCASE("never") {
    all.add(30'000, "GET", "https://shop.test/alive", 200);
    CHECK(test::told(all.judged(rule)) ==
          "POST acs.test/method was called, and no notification came back to the shop");
  }
}

}  // namespace checkoutdiag::token
