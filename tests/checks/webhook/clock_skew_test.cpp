#include <doctest/doctest.h>

#include "tests/checks/webhook/deliveries.hpp"

namespace checkoutdiag::webhook {

namespace {

Given off(std::int64_t ahead, std::int64_t uncertainty = 1) {
  Given given;
  given.clock = ClockFacts{"https://api.stripe.com/", {}, ahead, uncertainty};
  return given;
}

// The level of the finding; "holds" without one.
std::string level(const Given& given) {
  const Outcome outcome = judged(rules::clock_skew, given);
  return holds(outcome) ? "holds" : std::string(name(only_finding(outcome).level));
}

}  // namespace

TEST_CASE("webhook/clock-skew: a tenth of the tolerance warns, all of it is an error") {
  for (const std::int64_t sign : {1, -1}) {
    CHECK(level(off(sign * 30)) == "holds");
    CHECK(level(off(sign * 31)) == "warning");
    CHECK(level(off(sign * 300)) == "warning");
    CHECK(level(off(sign * 301)) == "error");
  }
}

TEST_CASE("webhook/clock-skew: what cannot be told from an error of measurement is none") {
  Given given = off(3);
  given.scheme.timestamp.past = 5;
  CHECK(level(given) == "holds");
  given.clock->ahead = 4;
  CHECK(level(given) == "warning");
  given.clock->uncertainty = 2;
  CHECK(level(given) == "holds");
  CHECK(level(off(500, 1000)) == "holds");
}

TEST_CASE("webhook/clock-skew: without a tolerance half a minute warns, and nothing is an error") {
  for (const bool asked : {true, false}) {
    Given given = off(30);
    if (asked)
      given.tolerance = 0;
    else
      given.scheme.timestamp = {};
    CHECK(level(given) == "holds");
    given.clock->ahead = -31;
    CHECK(level(given) == "warning");
    given.clock->ahead = 1'000'000;
    CHECK(level(given) == "warning");
  }
}

TEST_CASE("webhook/clock-skew: the direction says what it does to deliveries") {
  CHECK(only_finding(judged(rules::clock_skew, off(900))).message ==
        "this machine's clock is 900 s ahead of that of https://api.stripe.com/: every delivery "
        "looks older than the 300 s that are allowed");
  CHECK(has(only_finding(judged(rules::clock_skew, off(100))).message,
            ": deliveries look older by as much, of the 300 s that are allowed"));
  Given behind = off(-900);
  CHECK(has(only_finding(judged(rules::clock_skew, behind)).message,
            "900 s behind that of https://api.stripe.com/: deliveries are taken for so much longer "
            "than the 300 s"));
  behind.scheme.timestamp.future = 60;
  const Finding finding = only_finding(judged(rules::clock_skew, behind));
  CHECK(has(finding.message, ": every delivery looks further ahead than the 60 s"));
  CHECK(evidence(finding, "ahead") == "-900");
  CHECK(evidence(finding, "allowed") == "60 s");
}

TEST_CASE("webhook/clock-skew: no answer leaves it open, not asked is skipped") {
  Given given = off(0);
  given.clock->problem = "no Date header";
  CHECK(undecided(judged(rules::clock_skew, given)));
  CHECK(skipped(judged(rules::clock_skew, Given())));
}

}  // namespace checkoutdiag::webhook
