#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

TEST_CASE("tls/fallback-scsv: a note when two versions are live") {
  TlsCase seen = good_gateway();
  CHECK(holds(judged(rules::fallback_scsv, seen)));
  seen.seen.features.fallback_scsv = false;
  Finding finding = only_finding(judged(rules::fallback_scsv, seen));
  CHECK(finding.level == Level::note);
  CHECK(evidence(finding, "versions") == "tls1.2, tls1.3");
}

TEST_CASE("tls/fallback-scsv: one version has nothing to fall back to, unknown is no verdict") {
  TlsCase seen = good_gateway();
  seen.seen.features.fallback_scsv.reset();
  CHECK(skipped(judged(rules::fallback_scsv, seen)));
  seen.seen.features.fallback_scsv = false;
  refuse(seen, Version::tls13);
  CHECK(skipped(judged(rules::fallback_scsv, seen)));
}

}  // namespace checkoutdiag::tls
