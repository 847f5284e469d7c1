#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

TEST_CASE("tls/anonymous-cipher: one suite is named with its versions") {
  TlsCase seen = good_gateway();
  accept(seen, Version::tls11, {0x0034});
  accept(seen, Version::tls12, {0xC02F, 0x0034});
  Finding finding = only_finding(judged(rules::anonymous_cipher, seen));
  CHECK(finding.message == "accepts TLS_DH_anon_WITH_AES_128_CBC_SHA (TLS 1.1, 1.2)");
  CHECK(finding.level == Level::error);
  CHECK(evidence(finding, "suites") == "TLS_DH_anon_WITH_AES_128_CBC_SHA");
  CHECK(evidence(finding, "versions") == "tls1.1, tls1.2");
}

TEST_CASE("tls/anonymous-cipher: several suites are one finding") {
  TlsCase seen = good_gateway();
  accept(seen, Version::tls12, {0xC02F, 0x0034, 0xC018});
  Finding finding = only_finding(judged(rules::anonymous_cipher, seen));
  CHECK(finding.message ==
        "accepts 2 suites without authentication: TLS_DH_anon_WITH_AES_128_CBC_SHA and "
        "TLS_ECDH_anon_WITH_AES_128_CBC_SHA");
}

TEST_CASE("tls/anonymous-cipher: the policy gives the level, or does not care") {
  TlsCase seen = good_gateway();
  accept(seen, Version::tls12, {0x0034});
  seen.wanted.anonymous_cipher = Level::note;
  CHECK(only_finding(judged(rules::anonymous_cipher, seen)).level == Level::note);
  seen.wanted.anonymous_cipher.reset();
  CHECK(skipped(judged(rules::anonymous_cipher, seen)));
}

TEST_CASE("tls/anonymous-cipher: other suites hold, unless something was not answered") {
  TlsCase seen = good_gateway();
  accept(seen, Version::tls12, {0xC02F, 0x0033});
  CHECK(holds(judged(rules::anonymous_cipher, seen)));
  silence(seen, Version::tls10);
  CHECK(skipped(judged(rules::anonymous_cipher, seen)));
}

TEST_CASE("tls/anonymous-cipher: suites of a version that was given up half-way count") {
  TlsCase seen = good_gateway();
  accept(seen, Version::tls10, {0x0034});
  facts(seen, Version::tls10).complete = false;
  CHECK(only_finding(judged(rules::anonymous_cipher, seen)).message ==
        "accepts TLS_DH_anon_WITH_AES_128_CBC_SHA (TLS 1.0)");
}

TEST_CASE("tls/anonymous-cipher: nothing reached, nothing judged") {
  CHECK(skipped(judged(rules::anonymous_cipher, unreachable(ReplyKind::connect_refused))));
}

}  // namespace checkoutdiag::tls
