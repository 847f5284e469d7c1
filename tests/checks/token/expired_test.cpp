#include <doctest/doctest.h>

#include "tests/checks/token/recording.hpp"

namespace checkoutdiag::token {

TEST_CASE("token/expired: by the life that is known, and by what the charge says") {
  const auto& rule = rules::expired;
  CHECK(test::good_checkout().judged(rule).findings.empty());
  test::Checkout all;
  all.page();
  Entry& exchange = all.exchange(500);
  exchange.reply = R"({"id":"tok_0123456789","expires_in":60})";
  const auto charged_after = [&](double seconds, int status, const std::string& error = {}) {
    all.capture.entries.resize(2);
    all.charge(510 + seconds * 1000, status, error);
    return all.judged(rule);
  };
  CHECK(charged_after(40, 200).findings.empty());
  CHECK(charged_after(50, 200).findings.at(0).level == Level::warning);
  const Outcome late = charged_after(61, 400);
  CHECK(test::told(late) == "the token was 61 s old at POST shop.test/pay, and is good for 60 s");
  CHECK(late.findings[0].level == Level::error);
  // It was taken all the same: the life that is published is not the one that is kept.
  CHECK(charged_after(61, 200).findings.at(0).level == Level::warning);
  CHECK(test::told(charged_after(5, 400, "token_expired")) ==
        "the token was 5.0 s old at POST shop.test/pay, which was answered 400 (token_expired)");
  all.life = 3;
  CHECK(charged_after(4, 400).findings.at(0).level == Level::error);
  all.life = {};
  all.capture.entries[1].reply = R"({"id":"tok_0123456789"})";
  CHECK(charged_after(4, 400).inconclusive_because.find("--token-life") != std::string::npos);
  CHECK(charged_after(4, 402, "card_declined").inconclusive_because.empty());
  CHECK(test::Checkout().judged(rule).skipped_because != "");
}

}  // namespace checkoutdiag::token
