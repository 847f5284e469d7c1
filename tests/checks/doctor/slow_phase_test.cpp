#include <doctest/doctest.h>

#include "tests/checks/doctor/examined.hpp"

namespace checkoutdiag::doctor {

TEST_CASE("doctor/slow-phase: the part that is slow, and whether always or now and then") {
  Examined seen = good_examination();
  CHECK(holds(judged(rules::slow_phase, seen)));
  seen.seen.http.trials[4].lookup_ms = 5003;
  Finding finding = only_finding(judged(rules::slow_phase, seen));
  CHECK(finding.message ==
        "the name's resolution takes 1.0 ms (median of 5; the slowest 5.0 s): slow now and then");
  CHECK(evidence(finding, "phase") == "lookup");
  for (HttpTrial& each : seen.seen.http.trials) {
    each.lookup_ms = 1;
    each.answer.phases.answer = 4000;
  }
  finding = only_finding(judged(rules::slow_phase, seen));
  CHECK(finding.message ==
        "the first byte of the answer takes 4.0 s (median of 5; the slowest 4.0 s)");
  CHECK(finding.level == Level::warning);
}

TEST_CASE("doctor/slow-phase: what did not happen has no time") {
  Examined seen = good_examination();
  for (HttpTrial& each : seen.seen.http.trials)
    each.answer.phases = {};
  CHECK(holds(judged(rules::slow_phase, seen)));
}

}  // namespace checkoutdiag::doctor
