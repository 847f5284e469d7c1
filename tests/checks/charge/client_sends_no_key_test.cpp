#include <doctest/doctest.h>

#include "tests/checks/charge/drills.hpp"

namespace checkoutdiag::charge {

TEST_CASE("charge/client-sends-no-key: none at all, or some without") {
  Finding finding = only_finding(judged(rules::client_sends_no_key, Given().paid(10, "")));
  CHECK(finding.message ==
        "no charge that was sent had a key in the header Idempotency-Key: none of them can be "
        "retried safely");
  CHECK(has(finding.fix, "send it as the header Idempotency-Key"));
  finding = only_finding(
      judged(rules::client_sends_no_key, Given().failed(10, status_fault(503)).paid(600, "")));
  CHECK(finding.message ==
        "1 of the 2 requests for the charge had no key in the header Idempotency-Key");
  CHECK(evidence(finding, "without_key") == "1");
}

TEST_CASE("charge/client-sends-no-key: a key in the body is called by its member") {
  Given given = Given().paid(10, "");
  given.profile.place = KeyPlace::body;
  given.profile.key_name = "/idempotency_key";
  CHECK(has(only_finding(judged(rules::client_sends_no_key, given)).message,
            "the body's idempotency_key"));
}

TEST_CASE("charge/client-sends-no-key: holds with keys, and does not apply without a place") {
  CHECK(holds(judged(rules::client_sends_no_key, Given().paid(10))));
  CHECK(skipped(judged(rules::client_sends_no_key, Given())));
  CHECK(holds(judged(rules::client_sends_no_key, Given().paid(10).looked(20))));
  Given given = Given().paid(10, "");
  given.profile.place = KeyPlace::none;
  CHECK(skipped(judged(rules::client_sends_no_key, given)));
}

}  // namespace checkoutdiag::charge
