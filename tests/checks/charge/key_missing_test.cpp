#include <doctest/doctest.h>

#include "tests/checks/charge/audits.hpp"

namespace checkoutdiag::charge {

TEST_CASE("charge/key-missing: once for each path, with its requests") {
  Given given;
  for (int order = 1; order <= 12; ++order)
    given.sent("", 200, std::to_string(order));
  for (const char* id : {"ch_1a2", "ch_3b4"})
    given.step(Operation::capture, std::string("/v1/charges/") + id + "/capture", "");
  const Outcome outcome = judged(rules::key_missing, given);
  REQUIRE(outcome.findings.size() == 2);
  CHECK(outcome.findings[0].message ==
        "12 POST requests went to api.stripe.com/v1/charges without an idempotency key (the header "
        "Idempotency-Key), so Stripe (API v1) cannot tell a retry from another charge");
  CHECK(outcome.findings[0].level == Level::error);
  CHECK(outcome.findings[0].place->line == 1);
  CHECK(has(evidence(outcome.findings[0], "requests"), "line 10: "));
  CHECK(has(evidence(outcome.findings[0], "requests"), ", and 2 more"));
  CHECK(has(outcome.findings[1].message,
            "2 POST requests went to api.stripe.com/v1/charges/{id}/capture without"));
}

TEST_CASE("charge/key-missing: retries without a key are the accident itself") {
  Given given;
  given.sent("", 0);
  given.sent("", 503);
  given.sent("", 200);
  given.sent("", 200, "1002");
  const Finding finding = only_finding(judged(rules::key_missing, given));
  CHECK(has(finding.message, "; 2 of them repeat an identical one that got no answer or an error"));
  CHECK(evidence(finding, "retries") == "2");
}

TEST_CASE("charge/key-missing: a key in a body that is not there is not judged") {
  Given given;
  Mutation& square = given.sent("");
  square.host = "connect.squareup.com";
  square.profile = "square";
  Finding finding = only_finding(judged(rules::key_missing, given));
  CHECK(has(finding.message, "(the body's member /idempotency_key)"));
  given.seen.seen.mutations[0].assessable = false;
  Outcome outcome = judged(rules::key_missing, given);
  CHECK(undecided(outcome));
  CHECK(has(outcome.inconclusive_because,
            "1 request cannot be judged: Square (Payments API) looks for the key in the body"));
  // Both at once: each is said.
  given.sent("");
  outcome = judged(rules::key_missing, given);
  CHECK(outcome.findings.size() == 1);
  CHECK_FALSE(outcome.inconclusive_because.empty());
}

TEST_CASE("charge/key-missing: what asks, or makes a token, needs none") {
  Given given;
  given.sent(kKeyA);
  for (const char* path :
       {"/v1/tokens", "/v1/oauth2/token", "/v2/payments/search", "/checkout/v71/paymentMethods"})
    given.step(Operation::other, path, "");
  CHECK(holds(judged(rules::key_missing, given)));
  given.step(Operation::other, "/v1/customers", "");
  CHECK(judged(rules::key_missing, given).findings.size() == 1);
}

TEST_CASE("charge/key-missing: skipped for browsers, and for gateways without keys") {
  Given given;
  CHECK(skipped(judged(rules::key_missing, given)));
  given.sent("").takes_key = false;
  CHECK(skipped(judged(rules::key_missing, given)));
  given.sent("");
  given.seen.seen.browser = true;
  CHECK(skipped(judged(rules::key_missing, given)));
  given.seen.seen.browser = false;
  CHECK(judged(rules::key_missing, given).findings.size() == 1);
}

TEST_CASE("charge/key-missing: the profile that was given says where the key belongs") {
  Given given;
  given.sent("");
  Profile own;
  own.name = "mine";
  own.title = "My gateway";
  own.key_name = "X-Request-Key";
  given.seen.profile = own;
  const Finding finding = only_finding(judged(rules::key_missing, given));
  CHECK(has(finding.message, "(the header X-Request-Key), so My gateway cannot"));
  CHECK(has(finding.fix, "in the header X-Request-Key"));
}

}  // namespace checkoutdiag::charge
