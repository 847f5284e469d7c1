#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

TEST_CASE("tls/static-rsa: one suite is named with its versions") {
  TlsCase seen = good_gateway();
  accept(seen, Version::tls11, {0x009C});
  accept(seen, Version::tls12, {0xC02F, 0x009C});
  Finding finding = only_finding(judged(rules::static_rsa, seen));
  CHECK(finding.message == "accepts TLS_RSA_WITH_AES_128_GCM_SHA256 (TLS 1.1, 1.2)");
  CHECK(finding.level == Level::error);
  CHECK(evidence(finding, "suites") == "TLS_RSA_WITH_AES_128_GCM_SHA256");
  CHECK(evidence(finding, "versions") == "tls1.1, tls1.2");
}

TEST_CASE("tls/static-rsa: several suites are one finding") {
  TlsCase seen = good_gateway();
  accept(seen, Version::tls12, {0xC02F, 0x009C, 0x002F});
  Finding finding = only_finding(judged(rules::static_rsa, seen));
  CHECK(finding.message ==
        "accepts 2 suites with RSA key transport: TLS_RSA_WITH_AES_128_GCM_SHA256 and "
        "TLS_RSA_WITH_AES_128_CBC_SHA");
}

TEST_CASE("tls/static-rsa: the policy gives the level, or does not care") {
  TlsCase seen = good_gateway();
  accept(seen, Version::tls12, {0x009C});
  seen.wanted.static_rsa = Level::note;
  CHECK(only_finding(judged(rules::static_rsa, seen)).level == Level::note);
  seen.wanted.static_rsa.reset();
  CHECK(skipped(judged(rules::static_rsa, seen)));
}

TEST_CASE("tls/static-rsa: other suites hold, unless something was not answered") {
  TlsCase seen = good_gateway();
  accept(seen, Version::tls12, {0xC02F, 0xC013, 0x009E});
  CHECK(holds(judged(rules::static_rsa, seen)));
  silence(seen, Version::tls10);
  CHECK(skipped(judged(rules::static_rsa, seen)));
}

TEST_CASE("tls/static-rsa: suites of a version that was given up half-way count") {
  TlsCase seen = good_gateway();
  accept(seen, Version::tls10, {0x009C});
  facts(seen, Version::tls10).complete = false;
  CHECK(only_finding(judged(rules::static_rsa, seen)).message ==
        "accepts TLS_RSA_WITH_AES_128_GCM_SHA256 (TLS 1.0)");
}

TEST_CASE("tls/static-rsa: nothing reached, nothing judged") {
  CHECK(skipped(judged(rules::static_rsa, unreachable(ReplyKind::connect_refused))));
}

}  // namespace checkoutdiag::tls
