#include <doctest/doctest.h>

#include "tests/checks/charge/audits.hpp"

namespace checkoutdiag::charge {

TEST_CASE("charge/key-constant: three orders with one key, told once and alone") {
  Given given;
  for (const char* order : {"1001", "1002", "1003", "1003"})
    given.sent("checkout", 200, order);
  given.step(Operation::refund, "/v1/refunds", "checkout");
  const Finding finding = only_finding(judged(rules::key_constant, given));
  CHECK(finding.message ==
        "3 different requests to api.stripe.com carry the one key checkout: only the first is a "
        "charge of its own");
  CHECK(finding.level == Level::error);
  CHECK(has(finding.fix, "in the header Idempotency-Key"));
  CHECK(found_by(judge_all(given)) == "key-constant");
}

TEST_CASE("charge/key-constant: without references the bodies tell orders apart") {
  Given given;
  for (const char* order : {"1001", "1002", "1003"})
    given.sent(kKeyA, 200, order).reference.clear();
  CHECK(judged(rules::key_constant, given).findings.size() == 1);
}

TEST_CASE("charge/key-constant: two orders are a reuse, and one order with three bodies is none") {
  Given given;
  given.sent(kKeyA, 200, "1001");
  given.sent(kKeyA, 200, "1002");
  CHECK(holds(judged(rules::key_constant, given)));
  Given one;
  for (const char* body : {"a", "b", "c"})
    one.sent(kKeyA, 503).fingerprint = body;
  CHECK(holds(judged(rules::key_constant, one)));
}

TEST_CASE("charge/key-constant: the steps of one payment are another rule's") {
  Given given;
  given.sent(kKeyA);
  given.step(Operation::capture, "/v1/charges/ch_1/capture", kKeyA);
  given.step(Operation::refund, "/v1/refunds", kKeyA);
  CHECK(holds(judged(rules::key_constant, given)));
}

}  // namespace checkoutdiag::charge
