#include <doctest/doctest.h>

#include "tests/checks/charge/audits.hpp"

namespace checkoutdiag::charge {
namespace {

Mutation& sale(Given& given, int status, const char* order = "1001") {
  Mutation& each = given.sent("", status, order);
  each.host = "api.braintreegateway.com";
  each.profile = "braintree";
  each.path = "/merchants/m/transactions";
  each.takes_key = false;
  return each;
}

void look_up(Given& given) {
  const Mutation& last = given.seen.seen.mutations.back();
  given.seen.seen.lookups.push_back({last.index, *last.at + 1, last.host, last.profile});
}

}  // namespace

TEST_CASE("charge/retry-without-key: a charge that may have been made is sent again") {
  for (const int status : {0, 500}) {
    Given given;
    sale(given, status);
    sale(given, 201);
    const Finding finding = only_finding(judged(rules::retry_without_key, given));
    CHECK(has(finding.message, "has no idempotency key"));
    CHECK(finding.place->line == 2);
  }
}

TEST_CASE("charge/retry-without-key: after a look-up it is right, after a success it is open") {
  Given given;
  sale(given, 0);
  look_up(given);
  sale(given, 201);
  CHECK(holds(judged(rules::retry_without_key, given)));
  Given twice;
  sale(twice, 201);
  sale(twice, 201);
  CHECK(has(judged(rules::retry_without_key, twice).inconclusive_because, "answered with success"));
  Given others;
  sale(others, 0);
  sale(others, 201, "1002");
  CHECK(holds(judged(rules::retry_without_key, others)));
  Given keyed;
  keyed.sent(kKeyA);
  CHECK(skipped(judged(rules::retry_without_key, keyed)));
}

}  // namespace checkoutdiag::charge
