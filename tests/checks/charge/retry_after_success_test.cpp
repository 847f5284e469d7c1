#include <doctest/doctest.h>

#include "tests/checks/charge/audits.hpp"

namespace checkoutdiag::charge {

TEST_CASE("charge/retry-after-success: the same again, although it had worked") {
  Given given;
  given.sent(kKeyA, 503);
  given.sent(kKeyA, 201);
  given.sent(kKeyA, 201);
  Finding finding = only_finding(judged(rules::retry_after_success, given));
  CHECK(finding.message ==
        "order 1001: POST api.stripe.com/v1/charges was answered with 201, and the same request "
        "with the same key was sent again 1.0 s later");
  CHECK(finding.level == Level::warning);
  CHECK(finding.place->line == 3);
  given.sent(kKeyA, 0);
  given.sent(kKeyA, 201);
  finding = only_finding(judged(rules::retry_after_success, given));
  CHECK(has(finding.message, "1.0 s later and 2 more times"));
  CHECK(found_by(judge_all(given)) == "retry-after-success");
}

TEST_CASE("charge/retry-after-success: a retry after an error, no answer or a refusal is none") {
  for (const int status : {0, 302, 402, 409, 500}) {
    Given given;
    given.sent(kKeyA, status);
    given.sent(kKeyA);
    CHECK(judged(rules::retry_after_success, given).findings.empty());
  }
}

TEST_CASE("charge/retry-after-success: an answer that broke off was no success") {
  Given given;
  given.sent(kKeyA).no_answer = true;
  given.sent(kKeyA);
  CHECK(holds(judged(rules::retry_after_success, given)));
}

TEST_CASE("charge/retry-after-success: another request with the key is another rule's") {
  Given given;
  given.sent(kKeyA, 200, "1001");
  given.sent(kKeyA, 200, "1002");
  CHECK(holds(judged(rules::retry_after_success, given)));
}

}  // namespace checkoutdiag::charge
