#include <doctest/doctest.h>

#include "tests/checks/charge/drills.hpp"

namespace checkoutdiag::charge {

using sandbox::FaultKind;
using sandbox::When;

TEST_CASE("charge/client-hangs: what it was waiting for") {
  const Finding finding = only_finding(
      judged(rules::client_hangs,
             Given().failed(20, fault(FaultKind::stall, When::after, 60'000)).hung(30'020)));
  CHECK(finding.message ==
        "the client was still running after 30 s, and was ended: its last request, 30 s before, "
        "was met by body 60 s after the head, after commit");
  CHECK(finding.level == Level::error);
  CHECK(evidence(finding, "took_ms") == "30020");
  CHECK(has(only_finding(judged(rules::client_hangs, Given().hung(30'000))).message,
            "it never called the gateway"));
  CHECK(has(only_finding(judged(rules::client_hangs, Given().paid(10).hung(30'000))).message,
            "was met by the answer 200"));
}

TEST_CASE("charge/client-hangs: one that waits before its next try may do so") {
  CHECK(has(judged(rules::client_hangs,
                   Given().failed(20, status_fault(503, When::before, 60)).hung(30'000))
                .inconclusive_because,
            "asked to wait 60 s"));
  Given backing_off;
  for (const int at : {0, 1000, 3000, 7000, 15'000})
    backing_off.failed(at, status_fault(503));
  CHECK(has(judged(rules::client_hangs, backing_off.hung(30'000)).inconclusive_because,
            "its last wait was 8 s"));
  only_finding(judged(rules::client_hangs, backing_off.hung(40'000)));
}

TEST_CASE("charge/client-hangs: a client that ended holds, however long it took") {
  CHECK(holds(judged(rules::client_hangs, Given().paid(10).ended(29'000))));
  CHECK(holds(judged(rules::client_hangs, Given().killed(50).paid(40).answered(500, 200))));
  CHECK(skipped(judged(rules::client_hangs, Given().not_started())));
}

}  // namespace checkoutdiag::charge
