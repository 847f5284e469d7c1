#include <doctest/doctest.h>

#include "tests/checks/charge/audits.hpp"

namespace checkoutdiag::charge {

TEST_CASE("charge/key-changed-on-retry: an error, and the retry has a new key") {
  for (const int status : {500, 502, 503, 504, 408, 409, 423, 425}) {
    Given given;
    given.sent(kKeyA, status);
    given.sent(kKeyB);
    const Finding finding = only_finding(judged(rules::key_changed_on_retry, given));
    CHECK(finding.message ==
          fmt::format("order 1001: POST api.stripe.com/v1/charges was answered with {}, and it was "
                      "sent again 1.0 s later with a new key, which makes it another charge for "
                      "Stripe (API v1)",
                      status));
    CHECK(finding.level == Level::error);
    CHECK(found_by(judge_all(given)) == "key-changed-on-retry");
  }
}

TEST_CASE("charge/key-changed-on-retry: what was not executed, and what costs nothing") {
  Given limited;
  limited.sent(kKeyA, 429);
  limited.sent(kKeyB);
  CHECK(holds(judged(rules::key_changed_on_retry, limited)));
  for (const int status : {0, 500}) {
    Given cancelled;
    for (const std::string& key : {kKeyA, kKeyB}) {
      Mutation& each = cancelled.step(Operation::cancel, "/v1/payment_intents/pi_1/cancel", key);
      each.status = key == kKeyA ? status : 200;
      each.no_answer = each.status == 0;
    }
    CHECK(found_by(judge_all(cancelled)) == "");
  }
}

TEST_CASE("charge/key-changed-on-retry: whoever looked it up may have been right") {
  for (const int status : {0, 500}) {
    Given given;
    given.sent(kKeyA, status);
    const Mutation& before = given.seen.seen.mutations.back();
    given.seen.seen.lookups.push_back({before.index, *before.at + 1, before.host, before.profile});
    given.sent(kKeyB);
    const Outcome outcome =
        judged(status ? rules::key_changed_on_retry : rules::key_renewed_after_timeout, given);
    CHECK(undecided(outcome));
    CHECK(has(outcome.inconclusive_because, "something was looked up at Stripe (API v1)"));
    // After the new key it comes too late.
    *given.seen.seen.lookups.back().at += 5000;
    only_finding(
        judged(status ? rules::key_changed_on_retry : rules::key_renewed_after_timeout, given));
  }
}

TEST_CASE("charge/key-changed-on-retry: a payment that was cancelled by its key is another one") {
  Given given;
  given.sent(kKeyA, 0);
  Mutation& cancel = given.step(Operation::cancel, "/v2/payments/cancel", kKeyA);
  cancel.cancels_key = true;
  given.sent(kKeyB);
  CHECK(found_by(judge_all(given)) == "");
  given.seen.seen.mutations[1].status = 500;
  CHECK(found_by(judge_all(given)) == "key-renewed-after-timeout");
}

TEST_CASE("charge/key-changed-on-retry: accounts are apart, and hosts of one gateway are not") {
  Given given;
  given.sent(kKeyA, 0).account = "acct_1";
  given.sent(kKeyB).account = "acct_2";
  CHECK(found_by(judge_all(given)) == "");
  Given hosts;
  for (const std::string& key : {kKeyA, kKeyB}) {
    Mutation& each = hosts.sent(key, key == kKeyA ? 0 : 201);
    each.profile = "paypal";
    each.host = key == kKeyA ? "api-m.paypal.com" : "api.paypal.com";
  }
  CHECK(found_by(judge_all(hosts)) == "key-renewed-after-timeout");
  hosts.seen.seen.mutations[1].host = "api.sandbox.paypal.com";
  CHECK(found_by(judge_all(hosts)) == "");
}

TEST_CASE(
    "charge/key-changed-on-retry: one order that succeeded twice, and what the answers name") {
  Given given;
  given.sent(kKeyA);
  given.sent(kKeyB);
  CHECK(has(only_finding(judged(rules::key_changed_on_retry, given)).message,
            "was answered with 200, and it was sent again 1.0 s later with a new key, which makes "
            "it another charge for Stripe (API v1); the answers name ch_0b9c and ch_7f0d"));
  given.seen.seen.mutations[1].answer_id = "ch_0b9c";
  CHECK(has(only_finding(judged(rules::key_changed_on_retry, given)).message,
            "; both answers name ch_0b9c"));
}

TEST_CASE("charge/key-changed-on-retry: two successes that name no order are not judged") {
  Given given;
  given.sent(kKeyA, 200, "");
  given.sent(kKeyB, 200, "");
  Outcome outcome = judged(rules::key_changed_on_retry, given);
  CHECK(undecided(outcome));
  CHECK(outcome.inconclusive_because ==
        "POST api.stripe.com/v1/charges, line 1 and line 2: the requests are identical, their keys "
        "are "
        "not, and they name no order; they may be two charges, or one that was made twice: see "
        "which, and name the order in each request");
  // One object for both is one charge.
  given.seen.seen.mutations[1].answer_id = given.seen.seen.mutations[0].answer_id;
  CHECK(only_finding(judged(rules::key_changed_on_retry, given)).level == Level::error);
}

TEST_CASE("charge/key-changed-on-retry: refunds and captures may be meant twice") {
  Given given;
  given.step(Operation::refund, "/v1/refunds", kKeyA);
  given.step(Operation::refund, "/v1/refunds", kKeyB);
  const Outcome outcome = judged(rules::key_changed_on_retry, given);
  CHECK(undecided(outcome));
  CHECK(has(outcome.inconclusive_because, "each may be a part of its order"));
}

TEST_CASE(
    "charge/key-changed-on-retry: customers made twice cost nothing where charges are known") {
  Given given;
  given.step(Operation::other, "/v1/customers", kKeyA);
  given.step(Operation::other, "/v1/customers", kKeyB);
  CHECK(holds(judged(rules::key_changed_on_retry, given)));
  for (Mutation& each : given.seen.seen.mutations)
    each.profile = "nobody's";
  CHECK(undecided(judged(rules::key_changed_on_retry, given)));
}

TEST_CASE("charge/key-changed-on-retry: after a refusal a new key is right") {
  for (const int status : {400, 401, 402, 403, 404, 422}) {
    Given given;
    given.sent(kKeyA, status);
    given.sent(kKeyB);
    CHECK(holds(judged(rules::key_changed_on_retry, given)));
  }
}

TEST_CASE("charge/key-changed-on-retry: two keys for one order at the same time") {
  Given given;
  given.sent(kKeyA, 503);
  given.sent(kKeyB, 503);
  given.sent(kKeyA, 200);
  const Finding finding = only_finding(judged(rules::key_changed_on_retry, given));
  CHECK(has(finding.message,
            "/v1/charges: it was sent again 1.0 s later with a new key, while the "
            "old one was still in use"));
  for (Mutation& each : given.seen.seen.mutations)
    each.reference.clear();
  CHECK(undecided(judged(rules::key_changed_on_retry, given)));
}

TEST_CASE(
    "charge/key-changed-on-retry: what is at another host or too far away is another charge") {
  Given given;
  given.sent(kKeyA, 503);
  given.sent(kKeyB).host = "api2.stripe.com";
  CHECK(holds(judged(rules::key_changed_on_retry, given)));
  given.seen.seen.mutations[1].host = "api.stripe.com";
  CHECK(judged(rules::key_changed_on_retry, given).findings.size() == 1);
  later(given.seen.seen.mutations[1], 86'400'000);
  CHECK(holds(judged(rules::key_changed_on_retry, given)));
}

TEST_CASE("charge/key-changed-on-retry: a redirection is not an answer") {
  Given given;
  given.sent(kKeyA, 307);
  given.sent(kKeyA);
  CHECK(found_by(judge_all(given)) == "");
}

TEST_CASE("charge/key-changed-on-retry: without bodies nobody can say, and no more than that") {
  Given given;
  given.sent(kKeyA, 503).fingerprint.clear();
  given.sent(kKeyB);
  Outcome outcome = judged(rules::key_changed_on_retry, given);
  CHECK(undecided(outcome));
  CHECK(has(outcome.inconclusive_because, "(line 1 and line 2)"));
  given.seen.seen.mutations[1].path = "/v1/refunds";
  CHECK(holds(judged(rules::key_changed_on_retry, given)));
}

TEST_CASE("charge/key-changed-on-retry: at most a hundred findings, and the rest is counted") {
  Given given;
  for (int order = 1; order <= 103; ++order) {
    given.sent(kKeyA + std::to_string(order), 503, std::to_string(order));
    given.sent(kKeyB + std::to_string(order), 200, std::to_string(order));
  }
  const Outcome outcome = judged(rules::key_changed_on_retry, given);
  CHECK(outcome.findings.size() == 101);
  CHECK(outcome.findings.back().message == "and 3 more of the same kind, which are not listed");
}

}  // namespace checkoutdiag::charge
