#include <doctest/doctest.h>

#include "tests/checks/charge/drills.hpp"

namespace checkoutdiag::charge {

using sandbox::FaultKind;
using sandbox::When;

namespace {

const sandbox::Fault kReset = fault(FaultKind::reset, When::after);

}  // namespace

TEST_CASE("charge/client-double-charges: a key for each try, with both in evidence") {
  const Finding finding = only_finding(
      judged(rules::client_double_charges, Given().failed(10, kReset).paid(600, kOtherKey)));
  CHECK(finding.message ==
        "the order was charged twice: each had a key of its own; the client reported success");
  CHECK(finding.level == Level::error);
  CHECK(evidence(finding, "charges") == "ch_1, ch_2");
  CHECK(has(evidence(finding, "keys"), kOtherKey));
  CHECK(has(evidence(finding, "requests"), "RST after commit, executed"));
  CHECK(evidence(finding, "reported") == "success");
  CHECK(has(finding.fix, "make the key once for the order"));
}

TEST_CASE("charge/client-double-charges: says why the gateway took them for two") {
  Given given = Given().failed(10, kReset, "").paid(600, "");
  CHECK(has(only_finding(judged(rules::client_double_charges, given)).message,
            "a request without a key is a new charge"));
  given = Given().failed(10, kReset).paid(600, kKey);
  Finding finding = only_finding(judged(rules::client_double_charges, given));
  CHECK(has(finding.message, "executes the same key again"));
  CHECK(has(finding.fix, "look the charge up by the order's reference"));
  given.profile.place = KeyPlace::none;
  CHECK(has(only_finding(judged(rules::client_double_charges, given)).message,
            "has no idempotency key"));
  given = Given().failed(10, kReset, "stripe-node-retry-1").paid(600, "stripe-node-retry-2");
  given.profile.name = "stripe";
  finding = only_finding(judged(rules::client_double_charges, given));
  CHECK(has(finding.message, "Stripe's SDK made a key for each call"));
  CHECK(has(finding.fix, "\n  await stripe.paymentIntents.create(params, { idempotencyKey:"));
}

TEST_CASE("charge/client-double-charges: one charge holds, and so does none") {
  CHECK(holds(judged(rules::client_double_charges, Given().paid(10))));
  CHECK(holds(judged(rules::client_double_charges, Given().answered(10, 402))));
  Given repeated = Given().failed(10, kReset).answered(600, 200);
  repeated.seen.truth.requests.back().replayed = true;
  CHECK(holds(judged(rules::client_double_charges, repeated)));
}

TEST_CASE("charge/client-double-charges: a reference with a number of the try is the same order") {
  Given given = Given().failed(10, kReset).paid(600, kOtherKey);
  given.seen.truth.requests[1].reference = given.seen.truth.charges[1].reference =
      std::string(kOrder) + "-2";
  only_finding(judged(rules::client_double_charges, given));
}

TEST_CASE("charge/client-double-charges: what it may mean otherwise is asked, not told") {
  Given split = Given().paid(10).paid(600, kOtherKey);
  split.seen.truth.charges[1].amount = "500";
  CHECK(undecided(judged(rules::client_double_charges, split)));
  Given two = Given().paid(10).paid(600, kOtherKey);
  two.seen.truth.requests[1].reference = two.seen.truth.charges[1].reference = "cart-9";
  const Outcome outcome = judged(rules::client_double_charges, two);
  CHECK(undecided(outcome));
  CHECK(has(outcome.inconclusive_because, "cart-9"));
}

TEST_CASE("charge/client-double-charges: a client that never came proves nothing") {
  const Outcome outcome = judged(rules::client_double_charges, Given());
  CHECK(undecided(outcome));
  CHECK(has(outcome.inconclusive_because, "CHECKOUTDIAG_URL"));
  CHECK(has(judged(rules::client_double_charges, Given().looked(5)).inconclusive_because,
            "/v1/charges"));
  CHECK(has(judged(rules::client_double_charges, Given().not_started()).inconclusive_because,
            "Exec format error"));
}

}  // namespace checkoutdiag::charge
