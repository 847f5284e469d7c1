#include <doctest/doctest.h>

#include "tests/checks/charge/audits.hpp"

namespace checkoutdiag::charge {

TEST_CASE("charge/key-reused: one key with two charges, and what the gateway answers") {
  Given given;
  given.sent(kKeyA, 200, "1001");
  given.sent(kKeyA, 400, "1002");
  const Finding finding = only_finding(judged(rules::key_reused, given));
  CHECK(finding.message == "the key " + kKeyA +
                               " was sent with different requests to api.stripe.com; Stripe (API "
                               "v1) answers the second with 400");
  CHECK(finding.level == Level::error);
  CHECK(found_by(judge_all(given)) == "key-reused");
}

TEST_CASE("charge/key-reused: a gateway that compares nothing") {
  Given given;
  for (const char* order : {"1001", "1002"})
    given.sent(kKeyA, 201, order).profile = "worldline";
  CHECK(has(only_finding(judged(rules::key_reused, given)).message,
            "does not compare them, and answers the second with the first's result"));
}

TEST_CASE("charge/key-reused: one order whose body was made anew") {
  Given given;
  given.sent(kKeyA, 503);
  given.sent(kKeyA, 400).fingerprint = "f-other";
  given.sent(kKeyA, 400).fingerprint = "f-third";
  const Finding finding = only_finding(judged(rules::key_reused, given));
  CHECK(finding.message ==
        "order 1001: POST api.stripe.com/v1/charges was sent again with the same key and another "
        "body; Stripe (API v1) answers the second with 400");
  CHECK(has(finding.fix, "the very same bytes"));
  CHECK(found_by(judge_all(given)) == "key-reused");
}

TEST_CASE("charge/key-reused: different paths of one kind are different requests, bodies or not") {
  Given given;
  for (const char* id : {"ch_1", "ch_2"})
    given.step(Operation::capture, std::string("/v1/charges/") + id + "/capture", kKeyA)
        .fingerprint.clear();
  CHECK(judged(rules::key_reused, given).findings.size() == 1);
}

TEST_CASE("charge/key-reused: a retry is none, nor is the same key at another gateway") {
  Given given;
  given.sent(kKeyA, 503);
  given.sent(kKeyA);
  CHECK(holds(judged(rules::key_reused, given)));
  given.sent(kKeyA, 200, "1002").host = "api.other.test";
  CHECK(holds(judged(rules::key_reused, given)));
  CHECK(found_by(judge_all(given)) == "");
}

TEST_CASE("charge/key-reused: without a body nobody can say") {
  Given given;
  given.sent(kKeyA, 503);
  given.sent(kKeyA).fingerprint.clear();
  const Outcome outcome = judged(rules::key_reused, given);
  CHECK(undecided(outcome));
  CHECK(has(outcome.inconclusive_because, "1 key came more than once"));
}

TEST_CASE("charge/key-reused: skipped where no key came twice") {
  Given given;
  given.sent(kKeyA);
  given.sent(kKeyB, 200, "1002");
  CHECK(skipped(judged(rules::key_reused, given)));
}

}  // namespace checkoutdiag::charge
