#include <doctest/doctest.h>

#include "tests/checks/token/recording.hpp"

namespace checkoutdiag::token {

TEST_CASE("token/used-twice: after a success, a decline, no answer; and steps of one payment") {
  const auto& rule = rules::used_twice;
  CHECK(test::good_checkout().judged(rule).findings.empty());
  test::Checkout all;
  all.page();
  all.exchange(500);
  all.charge(600);
  all.charge(700, 400, "token_already_used");
  const auto seen = [&] { return all.judged(rule); };
  CHECK(test::told(seen()) ==
        "the same token was sent to POST shop.test/pay again after 100 ms: answered 400 "
        "(token_already_used)");
  Entry &first = all.capture.entries[2], &second = all.capture.entries[3];
  first.status = 402;
  CHECK(seen().findings.at(0).fix.starts_with("the first was declined"));
  first.status = 0;
  CHECK(seen().findings.at(0).fix.starts_with("the first had no answer"));
  first.request_headers = second.request_headers = {{"idempotency-key", "one"}};
  CHECK(seen().findings.at(0).level == Level::note);
  // Another place of the same payment.
  second.status = 200;
  second.reply.clear();
  set_url(second, "https://shop.test/pay/complete");
  CHECK(seen().findings.empty());
  second.status = 400;
  second.reply = R"({"error":{"code":"token_already_used"}})";
  CHECK(seen().findings.size() == 1);
  // One that may be used again says so in its profile.
  all.expected.gateway = gateway_of("recurly");
  all.expected.endpoints.clear();
  set_url(all.capture.entries[1], "https://api.recurly.com/js/v1/token");
  first.status = 200;
  set_url(second, "https://shop.test/pay");
  second.status = 200;
  second.reply.clear();
  CHECK(seen().findings.at(0).level == Level::note);
  CHECK(test::Checkout().judged(rule).skipped_because != "");
}

}  // namespace checkoutdiag::token
