#include <doctest/doctest.h>

#include "tests/checks/charge/audits.hpp"

namespace checkoutdiag::charge {

TEST_CASE("charge/key-renewed-after-timeout: no answer, and the retry has a new key") {
  Given given;
  given.sent(kKeyA, 0);
  given.sent(kKeyB, 200);
  const Finding finding = only_finding(judged(rules::key_renewed_after_timeout, given));
  CHECK(finding.message ==
        "order 1001: POST api.stripe.com/v1/charges got no answer, and it was sent again 1.0 s "
        "later with a new key, which makes it another charge for Stripe (API v1)");
  CHECK(finding.level == Level::error);
  REQUIRE(finding.place);
  CHECK(finding.place->file == "traffic.har");
  CHECK(finding.place->line == 2);
  CHECK(has(evidence(finding, "requests"), "line 1: POST api.stripe.com/v1/charges, key 0b9c3f52"));
  CHECK(has(evidence(finding, "requests"), "no answer"));
  CHECK(evidence(finding, "same_charge_by") == "reference and fingerprint");
  CHECK(has(finding.fix, "the header Idempotency-Key"));
  // One cause, one finding.
  CHECK(found_by(judge_all(given)) == "key-renewed-after-timeout");
}

TEST_CASE("charge/key-renewed-after-timeout: without an order it is an identical request") {
  Given given;
  given.sent(kKeyA, 0, "");
  given.sent(kKeyB, 200, "").at.reset();
  const Finding finding = only_finding(judged(rules::key_renewed_after_timeout, given));
  CHECK(finding.message ==
        "POST api.stripe.com/v1/charges got no answer, and an identical request followed with a "
        "new key, which makes it another charge for Stripe (API v1)");
  CHECK(evidence(finding, "same_charge_by") == "fingerprint");
  CHECK(has(finding.fix, "name the order in the request, too"));
}

TEST_CASE("charge/key-renewed-after-timeout: a word that has no number names no order") {
  Given given;
  given.sent(kKeyA, 0, "T-shirt");
  given.sent(kKeyB, 200, "T-shirt");
  CHECK(has(only_finding(judged(rules::key_renewed_after_timeout, given)).message,
            "an identical request followed"));
}

TEST_CASE("charge/key-renewed-after-timeout: the Stripe SDK's own keys are known by their form") {
  Given given;
  given.sent("stripe-node-retry-" + kKeyA, 0);
  given.sent("stripe-node-retry-" + kKeyB);
  const Finding finding = only_finding(judged(rules::key_renewed_after_timeout, given));
  CHECK(has(finding.message, "one for each call (stripe-node-retry-…), so the application made"));
  CHECK(has(finding.fix, "\n  await stripe.charges.create(charge, {idempotencyKey: "));
  given.sent(kKeyC, 0);
  CHECK_FALSE(has(only_finding(judged(rules::key_renewed_after_timeout, given)).message, "SDK"));
}

TEST_CASE("charge/key-renewed-after-timeout: every charge once, however often it was tried") {
  Given given;
  for (const std::string order : {"1", "2"})
    for (const std::string& key : {kKeyA, kKeyB, kKeyC})
      given.sent(key + order, 0, order);
  const Outcome outcome = judged(rules::key_renewed_after_timeout, given);
  CHECK(outcome.findings.size() == 2);
  CHECK(evidence(outcome.findings[0], "keys") == "3");
}

TEST_CASE("charge/key-renewed-after-timeout: a key that is kept, or is another order's, is right") {
  Given given;
  given.sent(kKeyA, 0);
  given.sent(kKeyA, 200);
  given.sent(kKeyB, 200, "1002");
  CHECK(holds(judged(rules::key_renewed_after_timeout, given)));
  // Two orders of one content: the first is tried again with its own key.
  Given alike;
  alike.sent(kKeyA, 0, "");
  alike.sent(kKeyB, 200, "");
  alike.sent(kKeyA, 200, "");
  CHECK(holds(judged(rules::key_renewed_after_timeout, alike)));
}

TEST_CASE("charge/key-renewed-after-timeout: only within a day, or the gateway's retention") {
  constexpr std::int64_t kHour = 3'600'000;
  Given given;
  given.sent(kKeyA, 0);
  later(given.sent(kKeyB), 24 * kHour - 1000);
  CHECK(judged(rules::key_renewed_after_timeout, given).findings.size() == 1);
  later(given.seen.seen.mutations.back(), 1);
  CHECK(holds(judged(rules::key_renewed_after_timeout, given)));
  for (Mutation& each : given.seen.seen.mutations)
    each.profile = "paypal";  // 6 hours
  later(given.seen.seen.mutations.back(), -18 * kHour);
  CHECK(holds(judged(rules::key_renewed_after_timeout, given)));
  later(given.seen.seen.mutations.back(), -1);
  CHECK(judged(rules::key_renewed_after_timeout, given).findings.size() == 1);
}

TEST_CASE("charge/key-renewed-after-timeout: without bodies nobody can say") {
  Given given;
  given.sent(kKeyA, 0).fingerprint.clear();
  given.sent(kKeyB).fingerprint.clear();
  const Outcome outcome = judged(rules::key_renewed_after_timeout, given);
  CHECK(undecided(outcome));
  CHECK(has(outcome.inconclusive_because, "(line 1) got no answer, and line 2 has another key"));
  given.seen.seen.mutations[0].status = 200;
  given.seen.seen.mutations[0].no_answer = false;
  CHECK(holds(judged(rules::key_renewed_after_timeout, given)));
}

TEST_CASE("charge/key-renewed-after-timeout: skipped where there is no key") {
  Given given;
  CHECK(skipped(judged(rules::key_renewed_after_timeout, given)));
  given.sent("", 0);
  CHECK(skipped(judged(rules::key_renewed_after_timeout, given)));
}

}  // namespace checkoutdiag::charge
