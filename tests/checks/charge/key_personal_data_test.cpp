#include <doctest/doctest.h>

#include "tests/checks/charge/audits.hpp"

namespace checkoutdiag::charge {

TEST_CASE("charge/key-personal-data: an e-mail address or a card number, and neither is shown") {
  Given given;
  given.sent("ada.lovelace@example.com-" + kKeyA);
  given.sent("4242424242424242-" + kKeyB, 200, "1002");
  const Outcome outcome = judged(rules::key_personal_data, given);
  REQUIRE(outcome.findings.size() == 2);
  CHECK(has(outcome.findings[0].message,
            "1 request to api.stripe.com has an e-mail address in the idempotency key ("));
  CHECK(has(outcome.findings[1].message, " has a card number in the idempotency key ("));
  CHECK(outcome.findings[0].level == Level::warning);
  // Not in this rule's words, and not in any other's.
  for (const Outcome& each : judge_all(given))
    for (const Finding& finding : each.findings)
      for (const std::string_view secret : {"ada.lovelace@", "4242424242424242"}) {
        CHECK_FALSE(has(finding.message, secret));
        CHECK_FALSE(has(evidence(finding, "requests"), secret));
        CHECK_FALSE(has(evidence(finding, "keys"), secret));
      }
}

TEST_CASE("charge/key-personal-data: a UUID has none") {
  Given given;
  given.sent(kKeyA);
  CHECK(holds(judged(rules::key_personal_data, given)));
}

}  // namespace checkoutdiag::charge
