#include <doctest/doctest.h>

#include "tests/checks/charge/drills.hpp"

namespace checkoutdiag::charge {

namespace {

Given tries(int count, std::int64_t apart) {
  Given given;
  for (int each = 0; each < count; ++each)
    given.failed(10 + each * apart, status_fault(503));
  for (sandbox::FaultRule& rule : given.seen.scenario.faults)
    rule.first = 1, rule.last = 0;
  return given;
}

}  // namespace

TEST_CASE("charge/client-storms: too many for one order") {
  const Finding finding = only_finding(judged(rules::client_storms, tries(9, 2000)));
  CHECK(finding.message == "the client sent the charge 9 times for one order");
  CHECK(finding.level == Level::error);
  CHECK(evidence(finding, "tries") == "9");
  CHECK(holds(judged(rules::client_storms, tries(8, 2000))));
}

TEST_CASE("charge/client-storms: too many within a second") {
  CHECK(only_finding(judged(rules::client_storms, tries(5, 249))).message ==
        "the client sent the charge 5 times within one second, and 5 times in all");
  CHECK(holds(judged(rules::client_storms, tries(5, 250))));
  CHECK(holds(judged(rules::client_storms, tries(4, 1))));
}

TEST_CASE("charge/client-storms: as many as a scenario wants are none, and each run has its own") {
  Given patient = tries(12, 2000);
  for (sandbox::FaultRule& rule : patient.seen.scenario.faults)
    rule.last = 10;
  CHECK(holds(judged(rules::client_storms, patient)));
  Given killed = Given().killed(5000);
  for (int each = 0; each < 6; ++each)
    killed.answered(each * 500, 503).answered(5100 + each * 500, 503);
  CHECK(holds(judged(rules::client_storms, killed)));
  CHECK(skipped(judged(rules::client_storms, Given())));
}

}  // namespace checkoutdiag::charge
