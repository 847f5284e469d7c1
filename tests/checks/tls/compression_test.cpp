#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

TEST_CASE("tls/compression: seen to be so") {
  TlsCase seen = good_gateway();
  seen.seen.features.compression = true;
  Finding finding = only_finding(judged(rules::compression, seen));
  CHECK(finding.message == "chooses DEFLATE compression when it is offered");
  CHECK(finding.level == Level::error);
}

TEST_CASE("tls/compression: well, unknown, and without meaning") {
  TlsCase seen = good_gateway();
  CHECK(holds(judged(rules::compression, seen)));
  seen.seen.features.compression.reset();
  CHECK(undecided(judged(rules::compression, seen)));
  refuse(seen, Version::tls12);  // TLS 1.3 alone: it has no such thing
  seen.seen.features.compression = true;
  CHECK(skipped(judged(rules::compression, seen)));
}

}  // namespace checkoutdiag::tls
