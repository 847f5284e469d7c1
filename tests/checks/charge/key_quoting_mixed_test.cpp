#include <doctest/doctest.h>

#include "tests/checks/charge/audits.hpp"

namespace checkoutdiag::charge {

TEST_CASE("charge/key-quoting-mixed: one key in both forms, and what that is to the gateway") {
  Given given;
  given.sent(kKeyA, 402);
  given.sent(kKeyA).quoted = true;
  Finding finding = only_finding(judged(rules::key_quoting_mixed, given));
  CHECK(finding.message == "the key " + kKeyA +
                               " was sent to api.stripe.com with and without quotes; Stripe (API "
                               "v1) takes quotes as a part of the key, so these are two");
  CHECK(finding.level == Level::note);
  CHECK(finding.place->line == 2);
  CHECK(has(finding.fix, "without quotes for Stripe (API v1)"));
  CHECK(found_by(judge_all(given)) == "key-quoting-mixed");
  for (Mutation& each : given.seen.seen.mutations)
    each.profile = "ietf";
  finding = only_finding(judged(rules::key_quoting_mixed, given));
  CHECK(has(finding.message, "; where quotes count as a part of the key, these are two"));
  CHECK(has(finding.fix, ": with quotes for"));
}

TEST_CASE("charge/key-quoting-mixed: a retry that quotes the key is another charge") {
  for (const int status : {0, 503, 200}) {
    Given given;
    given.sent(kKeyA, status).answer_id = status == 200 ? "ch_1" : "";
    Mutation& retry = given.sent(kKeyA);
    retry.quoted = true;
    retry.answer_id = "ch_2";
    const Finding finding = only_finding(judged(rules::key_quoting_mixed, given));
    CHECK(finding.level == Level::error);
    CHECK(has(finding.message, "1.0 s later is another charge"));
    CHECK(has(finding.message, "; the answers name ch_1 and ch_2") == (status == 200));
  }
}

TEST_CASE("charge/key-quoting-mixed: one form everywhere is right, either of them") {
  for (const bool quoted : {false, true}) {
    Given given;
    given.sent(kKeyA, 503).quoted = quoted;
    given.sent(kKeyA).quoted = quoted;
    given.sent(kKeyB, 200, "1002").quoted = !quoted;
    CHECK(holds(judged(rules::key_quoting_mixed, given)));
  }
}

}  // namespace checkoutdiag::charge
