#include <doctest/doctest.h>

#include "tests/checks/token/recording.hpp"

namespace checkoutdiag::token {

TEST_CASE("token/exchange-missing: wanted, and not there") {
  const auto& rule = rules::exchange_missing;
  CHECK(test::good_checkout().judged(rule).skipped_because == "a token was asked for");
  test::Checkout all;
  all.page();
  all.console("Uncaught ReferenceError: Gateway is not defined", true);
  const Outcome seen = all.judged(rule);
  CHECK(test::told(seen) == "no request for a token went to api.pay.test/v1/tokens");
  CHECK(seen.findings[0].evidence.items.back().first == "console");
  // A trace in which nobody clicked may be of a customer who only looked.
  all.capture.recording.source = Source::trace;
  CHECK(all.judged(rule).inconclusive_because != "");
  all.capture.main_thread.clicks = {1};
  CHECK(all.judged(rule).findings.size() == 1);
  all.capture.recording.source = Source::har;
  // Of a gateway by its script; and of none.
  all.expected = {};
  CHECK(all.judged(rule).inconclusive_because.find("--endpoint") != std::string::npos);
  all.leak(LeakKind::number, LeakPlace::request_body, "api.other.test", "4242424242424242");
  CHECK(all.judged(rule).inconclusive_because.find("POST api.other.test/x got a card number") !=
        std::string::npos);
  all.add(100, "GET", "https://js.stripe.com/v3/", 200, "script");
  CHECK(all.judged(rule).inconclusive_because.starts_with("Stripe's script is in it"));
  all.expected.gateway = gateway_of("stripe");
  CHECK(test::told(all.judged(rule)) == "no request for a token went to Stripe");
  all.capture.recording.is_cut = true;
  CHECK(all.judged(rule).inconclusive_because != "");
  all.capture.cards = {7};
  CHECK(all.judged(rule).inconclusive_because.find("in entry 7") != std::string::npos);
}

}  // namespace checkoutdiag::token
