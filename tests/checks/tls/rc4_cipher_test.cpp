#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

TEST_CASE("tls/rc4-cipher: one suite is named with its versions") {
  TlsCase seen = good_gateway();
  accept(seen, Version::tls11, {0x0005});
  accept(seen, Version::tls12, {0xC02F, 0x0005});
  Finding finding = only_finding(judged(rules::rc4_cipher, seen));
  CHECK(finding.message == "accepts TLS_RSA_WITH_RC4_128_SHA (TLS 1.1, 1.2)");
  CHECK(finding.level == Level::error);
  CHECK(evidence(finding, "suites") == "TLS_RSA_WITH_RC4_128_SHA");
  CHECK(evidence(finding, "versions") == "tls1.1, tls1.2");
}

TEST_CASE("tls/rc4-cipher: several suites are one finding") {
  TlsCase seen = good_gateway();
  accept(seen, Version::tls12, {0xC02F, 0x0005, 0xC011});
  Finding finding = only_finding(judged(rules::rc4_cipher, seen));
  CHECK(finding.message ==
        "accepts 2 suites with RC4: TLS_RSA_WITH_RC4_128_SHA and TLS_ECDHE_RSA_WITH_RC4_128_SHA");
}

TEST_CASE("tls/rc4-cipher: the policy gives the level, or does not care") {
  TlsCase seen = good_gateway();
  accept(seen, Version::tls12, {0x0005});
  seen.wanted.rc4 = Level::note;
  CHECK(only_finding(judged(rules::rc4_cipher, seen)).level == Level::note);
  seen.wanted.rc4.reset();
  CHECK(skipped(judged(rules::rc4_cipher, seen)));
}

TEST_CASE("tls/rc4-cipher: other suites hold, unless something was not answered") {
  TlsCase seen = good_gateway();
  accept(seen, Version::tls12, {0xC02F, 0x000A});
  CHECK(holds(judged(rules::rc4_cipher, seen)));
  silence(seen, Version::tls10);
  CHECK(skipped(judged(rules::rc4_cipher, seen)));
}

TEST_CASE("tls/rc4-cipher: suites of a version that was given up half-way count") {
  TlsCase seen = good_gateway();
  accept(seen, Version::tls10, {0x0005});
  facts(seen, Version::tls10).complete = false;
  CHECK(only_finding(judged(rules::rc4_cipher, seen)).message ==
        "accepts TLS_RSA_WITH_RC4_128_SHA (TLS 1.0)");
}

TEST_CASE("tls/rc4-cipher: nothing reached, nothing judged") {
  CHECK(skipped(judged(rules::rc4_cipher, unreachable(ReplyKind::connect_refused))));
}

}  // namespace checkoutdiag::tls
