#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

TEST_CASE("tls/renegotiation: seen to be so") {
  TlsCase seen = good_gateway();
  seen.seen.features.secure_renegotiation = false;
  Finding finding = only_finding(judged(rules::renegotiation, seen));
  CHECK(finding.message == "does not support secure renegotiation (RFC 5746)");
  CHECK(finding.level == Level::warning);
}

TEST_CASE("tls/renegotiation: well, unknown, and without meaning") {
  TlsCase seen = good_gateway();
  CHECK(holds(judged(rules::renegotiation, seen)));
  seen.seen.features.secure_renegotiation.reset();
  CHECK(undecided(judged(rules::renegotiation, seen)));
  refuse(seen, Version::tls12);  // TLS 1.3 alone: it has no such thing
  seen.seen.features.secure_renegotiation = false;
  CHECK(skipped(judged(rules::renegotiation, seen)));
}

}  // namespace checkoutdiag::tls
