#include <doctest/doctest.h>

#include "tests/checks/token/recording.hpp"

namespace checkoutdiag::token {

TEST_CASE("token/use-refused: declines and errors, and no reply") {
  const auto& rule = rules::use_refused;
  CHECK(test::good_checkout().judged(rule).findings.empty());
  test::Checkout all;
  all.page();
  all.exchange(500);
  Entry& charge = all.charge(600, 402, "card_declined");
  CHECK(test::told(all.judged(rule)) == "POST shop.test/pay was answered 402 (card_declined)");
  CHECK(all.judged(rule).findings.at(0).level == Level::note);
  charge.status = 500;
  charge.reply = "{}";
  CHECK(all.judged(rule).findings.at(0).level == Level::warning);
  charge.reply = R"({"error":{"code":"token_expired"}})";
  CHECK(all.judged(rule).findings.empty());
  charge.status = 0;
  charge.reply.clear();
  CHECK(test::told(all.judged(rule)).find("whether it was charged is not known") !=
        std::string::npos);
}

}  // namespace checkoutdiag::token
