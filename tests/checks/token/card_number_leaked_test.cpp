#include <doctest/doctest.h>

#include "tests/checks/token/recording.hpp"

namespace checkoutdiag::token {

TEST_CASE("token/card-number-leaked: to whom, how sure, and once for each place") {
  const auto& rule = rules::card_number_leaked;
  const std::string test = "4242424242424242", real = "4532015112830366";
  CHECK(test::good_checkout().judged(rule).findings.empty());
  test::Checkout own = test::good_checkout();
  own.leak(LeakKind::number, LeakPlace::request_body, "shop.test", test, "number");
  own.leak(LeakKind::number, LeakPlace::request_body, "shop.test", test, "number");
  const Outcome seen = own.judged(rule);
  CHECK(test::told(seen) ==
        "a card number (a published test number) is in the request body of POST shop.test/x (the "
        "shop's own host), 2 times");
  CHECK(seen.findings[0].level == Level::error);
  CHECK(std::get<std::string>(seen.findings[0].evidence.items[0].second) == "424242…4242");

  SUBCASE("digits alone are no proof; a name, or the same number elsewhere, is") {
    test::Checkout other = test::good_checkout();
    other.leak(LeakKind::number, LeakPlace::url, "metrics.test", real, "id");
    CHECK(
        test::told(other.judged(rule)).starts_with("what looks like a card number is in the URL"));
    CHECK(other.judged(rule).findings.at(0).level == Level::warning);
    // What went to the gateway too is what the customer typed.
    other.capture.entered = {real};
    CHECK(other.judged(rule).findings.at(0).level == Level::error);
    other.capture.entered.clear();
    other.leak(LeakKind::number, LeakPlace::request_body, "shop.test", real, "card[number]");
    CHECK(other.judged(rule).findings.size() == 2);
    CHECK(other.judged(rule).findings.at(0).level == Level::warning);
    CHECK(other.judged(rule).findings.at(1).level == Level::error);
  }
  SUBCASE("a beacon, the console") {
    test::Checkout others = test::good_checkout();
    others.leak(LeakKind::number, LeakPlace::request_body, "metrics.test", test);
    others.capture.leaks.back().resource = "ping";
    others.leak(LeakKind::number, LeakPlace::console, "", test);
    CHECK(test::told(others.judged(rule)) ==
          "a card number (a published test number) is in the console; a card number (a published "
          "test number) is in the request body of POST metrics.test/x (a third party, a beacon)");
  }
  SUBCASE("where no gateway is known, it may be the one that got the card") {
    test::Checkout unknown;
    unknown.expected.endpoints.clear();
    unknown.page();
    unknown.leak(LeakKind::number, LeakPlace::request_body, "api.other.test", test, "number");
    CHECK(unknown.judged(rule).findings.at(0).level == Level::warning);
    CHECK(unknown.judged(rule).findings.at(0).fix.find("--endpoint") != std::string::npos);
  }
}

}  // namespace checkoutdiag::token
