#include <doctest/doctest.h>

#include "tests/checks/doctor/examined.hpp"

namespace checkoutdiag::doctor {

TEST_CASE("doctor/clock-skew: what the grain of a Date explains is no skew") {
  Examined seen = good_examination();
  CHECK(holds(judged(rules::clock_skew, seen)));
  seen.seen.clock.least = 29;
  seen.seen.clock.most = 31;
  CHECK(holds(judged(rules::clock_skew, seen)));
}

TEST_CASE("doctor/clock-skew: twenty minutes, and one Date alone does not tell whose") {
  Examined seen = good_examination();
  seen.seen.clock.least = -1201;
  seen.seen.clock.most = -1199;
  // Valid by both.
  const Finding finding = only_finding(judged(rules::clock_skew, seen));
  CHECK(finding.level == Level::error);
  CHECK(has(finding.message, "20 min (within 1 s) behind the gateway's Date"));
  CHECK(evidence(finding, "wrong") == "not known");
  CHECK(has(finding.fix, "\n  checkoutdiag doctor api.gateway.test --clock-from https://SERVER/"));
}

TEST_CASE("doctor/clock-skew: a certificate that is valid by one clock alone tells whose") {
  Examined seen = good_examination();
  seen.seen.clock.least = -1201;
  seen.seen.clock.most = -1199;
  x509::Certificate& leaf = seen.seen.tls.addresses[0].chains[0].certificates[0];
  leaf.not_before = tls::noon() + std::chrono::minutes(10);
  CHECK(evidence(only_finding(judged(rules::clock_skew, seen)), "wrong") == "this machine");
  leaf.not_before = tls::noon() - std::chrono::hours(24);
  leaf.not_after = tls::noon() + std::chrono::minutes(10);
  CHECK(evidence(only_finding(judged(rules::clock_skew, seen)), "wrong") == "gateway");
}

TEST_CASE(
    "doctor/clock-skew: a third clock tells whose, and one that agrees with neither does not") {
  Examined seen = good_examination();
  seen.seen.clock.least = 99;
  seen.seen.clock.most = 101;
  seen.seen.witness = ClockOffset{"https://time.test", "", -1, 1, 1};
  Finding finding = only_finding(judged(rules::clock_skew, seen));
  CHECK(evidence(finding, "wrong") == "gateway");
  CHECK(finding.level == Level::warning);
  seen.seen.witness = ClockOffset{"https://time.test", "", 99, 101, 1};
  CHECK(evidence(only_finding(judged(rules::clock_skew, seen)), "wrong") == "this machine");
  seen.seen.witness = ClockOffset{"https://time.test", "", 50, 52, 1};
  CHECK(evidence(only_finding(judged(rules::clock_skew, seen)), "wrong") == "not known");
}

TEST_CASE("doctor/clock-skew: no time told is no verdict, and two clocks are an open question") {
  Examined seen = good_examination();
  seen.seen.clock.problem = "there was no HTTP answer";
  CHECK(skipped(judged(rules::clock_skew, seen)));
  seen.seen.clock.problem =
      "the Dates of several answers contradict each other: more than one clock";
  CHECK(undecided(judged(rules::clock_skew, seen)));
}

}  // namespace checkoutdiag::doctor
