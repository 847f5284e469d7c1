#include <doctest/doctest.h>

#include "tests/checks/charge/audits.hpp"

namespace checkoutdiag::charge {

TEST_CASE("charge/key-shared-by-operations: an authorization, its capture and its refund") {
  Given given;
  given.step(Operation::authorize, "/v1/payment_intents", kKeyA);
  given.step(Operation::capture, "/v1/payment_intents/pi_1/capture", kKeyA);
  given.step(Operation::refund, "/v1/refunds", kKeyA);
  const Finding finding = only_finding(judged(rules::key_shared_by_operations, given));
  CHECK(finding.message ==
        "authorize (POST /v1/payment_intents), capture (POST /v1/payment_intents/pi_1/capture) and "
        "refund (POST /v1/refunds) of api.stripe.com share the key " +
            kKeyA);
  CHECK(finding.level == Level::error);
  CHECK(finding.place->line == 2);
  CHECK(found_by(judge_all(given)) == "key-shared-by-operations");
}

TEST_CASE("charge/key-shared-by-operations: a step without a name is called by its path") {
  Given given;
  given.step(Operation::other, "/v1/customers", kKeyA).fingerprint.clear();
  given.sent(kKeyA);
  CHECK(has(only_finding(judged(rules::key_shared_by_operations, given)).message,
            "POST /v1/customers and charge (POST /v1/charges) of api.stripe.com share"));
}

TEST_CASE("charge/key-shared-by-operations: a key for each step is right") {
  Given given;
  given.step(Operation::authorize, "/v1/payment_intents", kKeyA);
  given.step(Operation::capture, "/v1/payment_intents/pi_1/capture", kKeyA + "-capture");
  given.step(Operation::capture, "/v1/payment_intents/pi_1/capture", kKeyA + "-capture");
  CHECK(holds(judged(rules::key_shared_by_operations, given)));
}

}  // namespace checkoutdiag::charge
