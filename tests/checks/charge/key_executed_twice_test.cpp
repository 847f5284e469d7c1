#include <doctest/doctest.h>

#include "tests/checks/charge/audits.hpp"

namespace checkoutdiag::charge {

TEST_CASE("charge/key-executed-twice: two objects for one key are two charges") {
  Given given;
  given.sent(kKeyA, 500);
  given.sent(kKeyA).answer_id = "ch_1";
  CHECK(holds(judged(rules::key_executed_twice, given)));
  given.sent(kKeyA).answer_id = "ch_2";
  const Finding finding = only_finding(judged(rules::key_executed_twice, given));
  CHECK(finding.level == Level::error);
  CHECK(has(finding.message, "name 2 objects, ch_1 and ch_2: it was executed twice"));
  CHECK(finding.place->line == 3);
}

TEST_CASE("charge/key-executed-twice: one object, a refusal, or another purpose is none") {
  Given given;
  given.sent(kKeyA).answer_id = "ch_1";
  given.sent(kKeyA).answer_id = "ch_1";
  given.sent(kKeyA, 409).answer_id = "ch_9";
  CHECK(holds(judged(rules::key_executed_twice, given)));
  // The same key for another order is key-reused's.
  given.sent(kKeyA, 200, "1002").answer_id = "ch_2";
  CHECK(holds(judged(rules::key_executed_twice, given)));
  Given nothing;
  CHECK(skipped(judged(rules::key_executed_twice, nothing)));
}

}  // namespace checkoutdiag::charge
