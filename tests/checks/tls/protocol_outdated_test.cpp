#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

TEST_CASE("tls/protocol-outdated: one finding for each version") {
  TlsCase seen = good_gateway();
  accept(seen, Version::ssl3, {0x0005});
  accept(seen, Version::tls10, {0x002F, 0x0035});
  Outcome outcome = judged(rules::protocol_outdated, seen);
  REQUIRE(outcome.findings.size() == 2);
  CHECK(outcome.findings[0].message == "accepts SSLv3");
  CHECK(outcome.findings[1].message == "accepts TLS 1.0");
  CHECK(outcome.findings[1].level == Level::error);
  CHECK(evidence(outcome.findings[1], "version") == "tls1.0");
  CHECK(evidence(outcome.findings[1], "suites") == "2");
  CHECK(has(outcome.findings[1].fix, "\n  ssl_protocols TLSv1.2 TLSv1.3;"));
}

TEST_CASE("tls/protocol-outdated: the policy says what is outdated") {
  TlsCase seen = good_gateway();
  CHECK(holds(judged(rules::protocol_outdated, seen)));
  seen.wanted.versions = {Version::tls13};
  CHECK(only_finding(judged(rules::protocol_outdated, seen)).message == "accepts TLS 1.2");
  seen.wanted.versions.clear();
  CHECK(skipped(judged(rules::protocol_outdated, seen)));
}

TEST_CASE("tls/protocol-outdated: silence is neither accepted nor a pass") {
  TlsCase seen = good_gateway();
  silence(seen, Version::tls10);
  CHECK(skipped(judged(rules::protocol_outdated, seen)));
  TlsCase other = good_gateway();
  silence(other, Version::tls13);  // allowed, so it does not matter here
  CHECK(holds(judged(rules::protocol_outdated, other)));
}

}  // namespace checkoutdiag::tls
