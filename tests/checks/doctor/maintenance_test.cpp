#include <doctest/doctest.h>

#include "tests/checks/doctor/examined.hpp"

namespace checkoutdiag::doctor {

TEST_CASE("doctor/maintenance: a 503 that says until when, and no other one") {
  Examined seen = good_examination();
  seen.seen.http.trials = {answer(503)};
  CHECK(holds(judged(rules::maintenance, seen)));
  seen.seen.http.trials = {answer(503, {{"Retry-After", "120"}})};
  const Finding finding = only_finding(judged(rules::maintenance, seen));
  CHECK(finding.message ==
        "the answer is 503 Service Unavailable; Retry-After asks to wait 2 min, until about "
        "2026-11-23T12:02:00Z");
  CHECK(has(finding.fix, "\n  checkoutdiag doctor api.gateway.test"));
}

TEST_CASE("doctor/maintenance: one address of two says so") {
  Examined seen = good_examination();
  seen.seen.http.trials = {answer(200), answer(503, {{"Retry-After", "soon"}})};
  seen.seen.http.trials[1].address.ip = "203.0.113.8";
  const Finding finding = only_finding(judged(rules::maintenance, seen));
  CHECK(finding.message == "1 of 2 answers is 503 Service Unavailable from 203.0.113.8");
  CHECK(evidence(finding, "retry_after") == "-1");
}

}  // namespace checkoutdiag::doctor
