#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

TEST_CASE("tls/legacy-cipher: one suite is named with its versions") {
  TlsCase seen = good_gateway();
  accept(seen, Version::tls11, {0x000A});
  accept(seen, Version::tls12, {0xC02F, 0x000A});
  Finding finding = only_finding(judged(rules::legacy_cipher, seen));
  CHECK(finding.message == "accepts TLS_RSA_WITH_3DES_EDE_CBC_SHA (TLS 1.1, 1.2)");
  CHECK(finding.level == Level::error);
  CHECK(evidence(finding, "suites") == "TLS_RSA_WITH_3DES_EDE_CBC_SHA");
  CHECK(evidence(finding, "versions") == "tls1.1, tls1.2");
}

TEST_CASE("tls/legacy-cipher: several suites are one finding") {
  TlsCase seen = good_gateway();
  accept(seen, Version::tls12, {0xC02F, 0x000A, 0xC012, 0x0016, 0x0007, 0x0009});
  Finding finding = only_finding(judged(rules::legacy_cipher, seen));
  CHECK(finding.message ==
        "accepts 5 suites with 64-bit blocks: TLS_RSA_WITH_3DES_EDE_CBC_SHA, "
        "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA, TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA and 2 more");
}

TEST_CASE("tls/legacy-cipher: the policy gives the level, or does not care") {
  TlsCase seen = good_gateway();
  accept(seen, Version::tls12, {0x000A});
  seen.wanted.short_block = Level::note;
  CHECK(only_finding(judged(rules::legacy_cipher, seen)).level == Level::note);
  seen.wanted.short_block.reset();
  CHECK(skipped(judged(rules::legacy_cipher, seen)));
}

TEST_CASE("tls/legacy-cipher: other suites hold, unless something was not answered") {
  TlsCase seen = good_gateway();
  accept(seen, Version::tls12, {0xC02F, 0x002F, 0x0005});
  CHECK(holds(judged(rules::legacy_cipher, seen)));
  silence(seen, Version::tls10);
  CHECK(skipped(judged(rules::legacy_cipher, seen)));
}

TEST_CASE("tls/legacy-cipher: suites of a version that was given up half-way count") {
  TlsCase seen = good_gateway();
  accept(seen, Version::tls10, {0x000A});
  facts(seen, Version::tls10).complete = false;
  CHECK(only_finding(judged(rules::legacy_cipher, seen)).message ==
        "accepts TLS_RSA_WITH_3DES_EDE_CBC_SHA (TLS 1.0)");
}

TEST_CASE("tls/legacy-cipher: nothing reached, nothing judged") {
  CHECK(skipped(judged(rules::legacy_cipher, unreachable(ReplyKind::connect_refused))));
}

}  // namespace checkoutdiag::tls
