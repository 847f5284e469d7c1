#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

TEST_CASE("tls/md5-cipher: one suite is named with its versions") {
  TlsCase seen = good_gateway();
  accept(seen, Version::tls11, {0x0004});
  accept(seen, Version::tls12, {0xC02F, 0x0004});
  Finding finding = only_finding(judged(rules::md5_cipher, seen));
  CHECK(finding.message == "accepts TLS_RSA_WITH_RC4_128_MD5 (TLS 1.1, 1.2)");
  CHECK(finding.level == Level::error);
  CHECK(evidence(finding, "suites") == "TLS_RSA_WITH_RC4_128_MD5");
  CHECK(evidence(finding, "versions") == "tls1.1, tls1.2");
}

TEST_CASE("tls/md5-cipher: several suites are one finding") {
  TlsCase seen = good_gateway();
  accept(seen, Version::tls12, {0xC02F, 0x0004, 0x0001});
  Finding finding = only_finding(judged(rules::md5_cipher, seen));
  CHECK(finding.message ==
        "accepts 2 suites with MD5: TLS_RSA_WITH_RC4_128_MD5 and TLS_RSA_WITH_NULL_MD5");
}

TEST_CASE("tls/md5-cipher: the policy gives the level, or does not care") {
  TlsCase seen = good_gateway();
  accept(seen, Version::tls12, {0x0004});
  seen.wanted.md5 = Level::note;
  CHECK(only_finding(judged(rules::md5_cipher, seen)).level == Level::note);
  seen.wanted.md5.reset();
  CHECK(skipped(judged(rules::md5_cipher, seen)));
}

TEST_CASE("tls/md5-cipher: other suites hold, unless something was not answered") {
  TlsCase seen = good_gateway();
  accept(seen, Version::tls12, {0xC02F, 0x0005});
  CHECK(holds(judged(rules::md5_cipher, seen)));
  silence(seen, Version::tls10);
  CHECK(skipped(judged(rules::md5_cipher, seen)));
}

TEST_CASE("tls/md5-cipher: suites of a version that was given up half-way count") {
  TlsCase seen = good_gateway();
  accept(seen, Version::tls10, {0x0004});
  facts(seen, Version::tls10).complete = false;
  CHECK(only_finding(judged(rules::md5_cipher, seen)).message ==
        "accepts TLS_RSA_WITH_RC4_128_MD5 (TLS 1.0)");
}

TEST_CASE("tls/md5-cipher: nothing reached, nothing judged") {
  CHECK(skipped(judged(rules::md5_cipher, unreachable(ReplyKind::connect_refused))));
}

}  // namespace checkoutdiag::tls
