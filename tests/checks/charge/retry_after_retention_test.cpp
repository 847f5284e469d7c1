#include <doctest/doctest.h>

#include "tests/checks/charge/audits.hpp"

namespace checkoutdiag::charge {

namespace {

constexpr std::int64_t kSecond = 1000, kHour = 3600 * kSecond;

Given retried_after(std::int64_t ms) {
  Given given;
  given.sent(kKeyA, 503);
  later(given.sent(kKeyA), ms - kSecond);
  return given;
}

}  // namespace

TEST_CASE("charge/retry-after-retention: the same key when it may be forgotten") {
  Given given = retried_after(26 * kHour);
  const Finding finding = only_finding(judged(rules::retry_after_retention, given));
  CHECK(finding.message ==
        "order 1001: POST api.stripe.com/v1/charges was sent again with its key 26 hours later, "
        "and Stripe (API v1) keeps a key for 24 hours: it may be a new charge");
  CHECK(finding.level == Level::error);
  CHECK(evidence(finding, "retention_seconds") == "86400");
  CHECK(has(finding.fix, "before the key is 24 hours old"));
  CHECK(found_by(judge_all(given)) == "retry-after-retention");
}

TEST_CASE("charge/retry-after-retention: the gateway counts from the first use") {
  Given given = retried_after(20 * kHour);
  CHECK(holds(judged(rules::retry_after_retention, given)));
  later(given.sent(kKeyA), 25 * kHour);
  const Finding finding = only_finding(judged(rules::retry_after_retention, given));
  CHECK(has(finding.message, "25 hours later"));
  CHECK(finding.place->line == 3);
}

TEST_CASE("charge/retry-after-retention: the limit is the profile's, and exact") {
  CHECK(holds(judged(rules::retry_after_retention, retried_after(24 * kHour))));
  CHECK(judged(rules::retry_after_retention, retried_after(24 * kHour + 1)).findings.size() == 1);
  Given given = retried_after(7 * kHour);
  for (Mutation& each : given.seen.seen.mutations)
    each.profile = "paypal";
  CHECK(has(only_finding(judged(rules::retry_after_retention, given)).message, "for 6 hours"));
}

TEST_CASE("charge/retry-after-retention: after a success, the later rule is the one that tells") {
  Given given = retried_after(26 * kHour);
  given.seen.seen.mutations[0].status = 200;
  CHECK(found_by(judge_all(given)) == "retry-after-retention");
}

TEST_CASE("charge/retry-after-retention: skipped without times, or where nobody says how long") {
  Given given = retried_after(26 * kHour);
  Given untimed = given;
  for (Mutation& each : untimed.seen.seen.mutations)
    each.at.reset();
  CHECK(judged(rules::retry_after_retention, untimed).skipped_because ==
        "the recording has no times");
  for (Mutation& each : given.seen.seen.mutations)
    each.profile = "nobody's";
  CHECK(skipped(judged(rules::retry_after_retention, given)));
  CHECK(skipped(judged(rules::retry_after_retention, Given())));
}

}  // namespace checkoutdiag::charge
