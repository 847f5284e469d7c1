#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "checks/charge/audit_words.hpp"
#include "tests/checks/charge/audits.hpp"

// All rules of the audit together, and what they share.
namespace checkoutdiag::charge {

namespace {

bool is_open(const Outcome& each) {
  return !each.inconclusive_because.empty();
}

}  // namespace

TEST_CASE("charge audit: traffic as it should be has no finding and no open question") {
  Given given;
  given.sent(kKeyA, 0);
  given.sent(kKeyA, 503);
  given.sent(kKeyA, 200);
  given.sent(kKeyB, 402, "1002");  // declined: the customer takes another card
  given.sent(kKeyC, 200, "1002");
  given.step(Operation::capture, "/v1/charges/ch_1/capture", kKeyA + "-capture");
  const std::vector<Outcome> outcomes = judge_all(given);
  CHECK(outcomes.size() == 17);
  CHECK(found_by(outcomes) == "");
  CHECK(std::none_of(outcomes.begin(), outcomes.end(), &is_open));
}

TEST_CASE("charge audit: nothing seen is never passed") {
  const std::vector<Outcome> outcomes = judge_all(Given());
  CHECK(std::count_if(outcomes.begin(), outcomes.end(), &is_open) == 1);
  for (const Outcome& each : outcomes)
    CHECK_MESSAGE((!each.skipped_because.empty() || is_open(each)), each.rule->id);
}

TEST_CASE("charge audit: a client that keeps its keys is never accused of changing them") {
  // Orders that run side by side, each with its own key, and any answers.
  std::mt19937 chance(20261123);
  const int statuses[] = {0, 200, 402, 409, 429, 500, 503};
  for (int round = 0; round < 300; ++round) {
    Given given;
    for (int sent = 0; sent < 40; ++sent) {
      const std::string order = std::to_string(chance() % 8);
      given.sent(kKeyA + order, statuses[chance() % 7], order);
    }
    const std::string found = found_by(judge_all(given));
    CHECK((found == "" || found == "retry-after-success"));
  }
}

TEST_CASE("charge audit: a new key after an error is found wherever it is") {
  std::mt19937 chance(7);
  for (int round = 0; round < 300; ++round) {
    Given given;
    const bool lost = chance() % 2 == 0;
    const std::size_t before = chance() % 20, between = chance() % 20, after = chance() % 20;
    int order = 2000;
    const auto others = [&](std::size_t count) {
      for (std::size_t i = 0; i < count; ++i, ++order)
        given.sent(kKeyA + std::to_string(order), 200, std::to_string(order));
    };
    others(before);
    given.sent(kKeyB, lost ? 0 : 503);
    others(between);
    given.sent(kKeyC, 200);
    others(after);
    CHECK(found_by(judge_all(given)) ==
          (lost ? "key-renewed-after-timeout" : "key-changed-on-retry"));
  }
}

TEST_CASE("charge audit: what is hostile is made safe once, in messages, evidence and fixes") {
  const std::string evil = "7\x1b[2J\nb\xff";
  Given given;
  for (int i = 0; i < 12; ++i) {
    Mutation& each = given.sent(evil + std::to_string(i / 2), i % 3 ? 503 : 0, evil);
    each.objection = evil;
    each.answer_id = evil;
    each.at = i % 2 ? INT64_MIN : INT64_MAX;
    each.quoted = i % 2 == 0;
    if (i == 3) each.key = kKeyA, each.fingerprint = "x";
    if (i == 4) each.key = kKeyA, each.operation = Operation::refund;
  }
  Profile own;
  own.name = own.title = own.key_name = evil;
  given.seen.profile = own;
  for (const Outcome& outcome : judge_all(given))
    for (const Finding& finding : outcome.findings) {
      CAPTURE(outcome.rule->id);
      CHECK_FALSE(has(finding.fix, "\x1b"));
      CHECK_FALSE(has(finding.fix, "\xff"));
      for (const auto& [key, value] : finding.evidence.items) {
        CHECK_FALSE(has(evidence(finding, key), "\x1b"));
        CHECK_FALSE(has(evidence(finding, key), "\xff"));
      }
    }
}

TEST_CASE("charge audit: a recording of our own is no file to point into") {
  Given given;
  given.sent("");
  for (const char* source : {"recorded traffic", "stdin"}) {
    given.seen.seen.source = source;
    CHECK_FALSE(only_finding(judged(rules::key_missing, given)).place);
  }
}

TEST_CASE("charge audit: in a file of one line requests are counted instead") {
  Given given;
  given.sent(kKeyA, 0);
  given.sent(kKeyB);
  CHECK(has(evidence(only_finding(judged(rules::key_renewed_after_timeout, given)), "requests"),
            "line 2: POST"));
  for (Mutation& each : given.seen.seen.mutations)
    each.line = 1;
  CHECK(has(evidence(only_finding(judged(rules::key_renewed_after_timeout, given)), "requests"),
            "request 2: POST"));
}

TEST_CASE("charge audit words: an order is called by its reference") {
  Given given;
  CHECK(called_with_order(given.sent(kKeyA, 200, "1001")) ==
        "order 1001: POST api.stripe.com/v1/charges");
  CHECK(called_with_order(given.sent(kKeyA, 200, "Order-7")) ==
        "Order-7: POST api.stripe.com/v1/charges");
  CHECK(called_with_order(given.sent(kKeyA, 200, "T-shirt")) == "POST api.stripe.com/v1/charges");
}

TEST_CASE("charge audit words: durations, and paths without their ids") {
  CHECK(duration_text(-5) == "0 ms");
  CHECK(duration_text(999) == "999 ms");
  CHECK(duration_text(2100) == "2.1 s");
  CHECK(duration_text(119'999) == "119.9 s");
  CHECK(duration_text(5 * 60'000) == "5 minutes");
  CHECK(duration_text(26 * 3'600'000) == "26 hours");
  CHECK(duration_text(INT64_MAX) == "106751991167 days");
  CHECK(route("/v1/charges/ch_1N2/capture") == "/v1/charges/{id}/capture");
  CHECK(route("/v71/payments/8515131751004933/captures") == "/v71/payments/{id}/captures");
  CHECK(route("/v2/checkout/orders/5O190127TN364715T/") == "/v2/checkout/orders/{id}/");
  CHECK(route("/v1/payment_intents") == "/v1/payment_intents");
  CHECK(route("") == "");
  CHECK(route("*") == "*");
  CHECK(route("//") == "//");
}

}  // namespace checkoutdiag::charge
