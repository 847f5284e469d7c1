#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

TEST_CASE("tls/extended-master-secret: seen to be so") {
  TlsCase seen = good_gateway();
  seen.seen.features.extended_master_secret = false;
  Finding finding = only_finding(judged(rules::extended_master_secret, seen));
  CHECK(finding.message == "does not support the extended master secret (RFC 7627)");
  CHECK(finding.level == Level::note);
}

TEST_CASE("tls/extended-master-secret: well, unknown, and without meaning") {
  TlsCase seen = good_gateway();
  CHECK(holds(judged(rules::extended_master_secret, seen)));
  seen.seen.features.extended_master_secret.reset();
  CHECK(skipped(judged(rules::extended_master_secret, seen)));
  refuse(seen, Version::tls12);  // TLS 1.3 alone: it has no such thing
  seen.seen.features.extended_master_secret = false;
  CHECK(skipped(judged(rules::extended_master_secret, seen)));
}

}  // namespace checkoutdiag::tls
