#include <doctest/doctest.h>

#include "tests/checks/charge/drills.hpp"

namespace checkoutdiag::charge {

TEST_CASE("charge/client-reports-phantom: success, and nothing was charged") {
  Finding finding =
      only_finding(judged(rules::client_reports_phantom, Given().failed(10, status_fault(402))));
  CHECK(finding.message ==
        "the client reported success, and nothing was charged: its last request was met by 402 "
        "before commit");
  CHECK(finding.level == Level::error);
  CHECK(evidence(finding, "charges") == "");
  finding = only_finding(judged(rules::client_reports_phantom, Given()));
  CHECK(finding.message == "the client reported success and never called the gateway");
  CHECK(has(finding.fix, "CHECKOUTDIAG_URL"));
  CHECK(only_finding(judged(rules::client_reports_phantom, Given().looked(5))).message ==
        "the client reported success and never asked for a charge");
}

TEST_CASE("charge/client-reports-phantom: what was charged is none, nor is another report") {
  CHECK(holds(judged(rules::client_reports_phantom, Given().paid(10))));
  for (const Reported each : {Reported::failure, Reported::doubt, Reported::nothing})
    CHECK(skipped(judged(rules::client_reports_phantom, Given().reported(each))));
}

}  // namespace checkoutdiag::charge
