#include <doctest/doctest.h>

#include "tests/checks/charge/drills.hpp"

namespace checkoutdiag::charge {

using sandbox::FaultKind;
using sandbox::When;

TEST_CASE("charge/client-changes-key: whether or not it did harm") {
  Finding finding = only_finding(judged(
      rules::client_changes_key, Given().failed(10, status_fault(503)).paid(600, kOtherKey)));
  CHECK(finding.message ==
        "the retry after 503 before commit had another key than the request before it, and it was "
        "luck that the order was not charged twice");
  CHECK(finding.level == Level::error);
  CHECK(evidence(finding, "keys") == std::string(kKey) + ", " + kOtherKey);
  finding = only_finding(
      judged(rules::client_changes_key,
             Given().failed(10, fault(FaultKind::reset, When::after)).paid(600, kOtherKey)));
  CHECK(has(finding.message, "and the order was charged twice"));
}

TEST_CASE("charge/client-changes-key: keys that Stripe's SDK made are known for what they are") {
  Given given =
      Given().failed(10, status_fault(503), "stripe-node-retry-a").paid(9, "stripe-node-retry-b");
  given.seen.truth.requests[1].at = 4000;
  CHECK(has(only_finding(judged(rules::client_changes_key, given)).fix,
            "protect its own retries alone"));
}

TEST_CASE("charge/client-changes-key: a try that is known to be over may have a new key after it") {
  CHECK(holds(judged(rules::client_changes_key, Given().answered(10, 402).paid(600, kOtherKey))));
  CHECK(holds(judged(rules::client_changes_key,
                     Given().failed(10, status_fault(500)).looked(300).paid(600, kOtherKey))));
  // It looked, and the charge was there.
  CHECK_FALSE(holds(
      judged(rules::client_changes_key,
             Given().failed(10, status_fault(500, When::after)).looked(300).paid(600, kOtherKey))));
}

TEST_CASE("charge/client-changes-key: the same key holds; a second run is another rule's") {
  CHECK(holds(judged(rules::client_changes_key, Given().failed(10, status_fault(503)).paid(600))));
  CHECK(skipped(judged(rules::client_changes_key, Given().paid(10))));
  Given killed = Given().killed(50).paid(40).paid(500, kOtherKey);
  CHECK(skipped(judged(rules::client_changes_key, killed)));
  Given two = Given().failed(10, status_fault(503)).paid(600, kOtherKey);
  two.seen.truth.requests[1].reference = "cart-9";
  CHECK(skipped(judged(rules::client_changes_key, two)));
  Given none = Given().failed(10, status_fault(503)).paid(600, kOtherKey);
  none.profile.place = KeyPlace::none;
  CHECK(skipped(judged(rules::client_changes_key, none)));
}

}  // namespace checkoutdiag::charge
