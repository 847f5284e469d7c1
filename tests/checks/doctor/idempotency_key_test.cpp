#include <doctest/doctest.h>

#include "tests/checks/doctor/examined.hpp"

namespace checkoutdiag::doctor {

TEST_CASE("doctor/idempotency-key: what the gateway objects to, and what can be met by chance") {
  Examined seen = good_examination();
  CHECK(skipped(judged(rules::idempotency_key, seen)));
  seen.key = KeySetting{"Stripe", true, "order-17", "", 7, "a word and a counter", ""};
  CHECK(has(only_finding(judged(rules::idempotency_key, seen)).message,
            "it is made of a word and a counter, at most 7 bits"));
  seen.key->bits = 122;
  CHECK(holds(judged(rules::idempotency_key, seen)));
  seen.key->objection = "it has 70 bytes, and it takes at most 64";
  CHECK(has(only_finding(judged(rules::idempotency_key, seen)).message, "70 bytes"));
  seen.key->has_keys = false;
  CHECK(skipped(judged(rules::idempotency_key, seen)));
}

}  // namespace checkoutdiag::doctor
