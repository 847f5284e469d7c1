#include <doctest/doctest.h>

#include "tests/checks/token/recording.hpp"

namespace checkoutdiag::token {

TEST_CASE("token/never-used: lost in the page, or not seen") {
  const auto& rule = rules::never_used;
  CHECK(test::good_checkout().judged(rule).findings.empty());
  test::Checkout all;
  all.page();
  all.exchange(500);
  SUBCASE("what the console says goes with it") {
    CHECK(all.judged(rule).inconclusive_because.ends_with("and it ends 0 ms later"));
    all.console("Uncaught TypeError: x is undefined", true);
    CHECK(all.judged(rule).findings.at(0).evidence.items.back().first == "console");
  }
  SUBCASE("it goes on without the token") {
    all.later();
    CHECK(test::told(all.judged(rule)) ==
          "the token of POST api.pay.test/v1/tokens was in no request after it");
    all.charge(9100).has_lost_body = true;
    all.capture.entries.back().body.clear();
    CHECK(all.judged(rule).inconclusive_because.find("are not in the recording") !=
          std::string::npos);
  }
  SUBCASE("it is cut off") {
    all.later();
    all.capture.recording.is_cut = true;
    CHECK(all.judged(rule).inconclusive_because != "");
  }
  SUBCASE("it went with another request, of the shop's other hosts or of nobody knows whom") {
    all.add(600, "GET", "https://shop.test/done?token=tok_0123456789", 200, "document");
    all.later();
    CHECK(all.judged(rule).inconclusive_because.find("GET shop.test/done") != std::string::npos);
    all.add(700, "POST", "https://api.shop.test:8443/pay", 200).carried = "tok_0123456789\n";
    CHECK(all.judged(rule).findings.empty());
    CHECK(all.judged(rule).inconclusive_because.empty());
  }
  SUBCASE("its twin was used: that is told elsewhere") {
    all.exchange(520, "tok_bbbbbbbbbb");
    all.charge(700, 200, {}, "tok_bbbbbbbbbb");
    all.later();
    CHECK(all.judged(rule).findings.empty());
  }
  SUBCASE("a form carries it encoded") {
    all.capture.entries[1].reply = R"({"id":"tok/+012345678="})";
    all.charge(700).body = "amount=5&token=tok%2F%2B012345678%3D";
    all.later();
    CHECK(all.judged(rule).findings.empty());
  }
  SUBCASE("what only watches does not charge") {
    all.add(600, "POST", "https://metrics.test/collect", 204, "ping").body = "token=tok_0123456789";
    all.later();
    CHECK(all.judged(rule).findings.size() == 1);
  }
}

}  // namespace checkoutdiag::token
