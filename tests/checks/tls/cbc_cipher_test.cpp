#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

TEST_CASE("tls/cbc-cipher: one suite is named with its versions") {
  TlsCase seen = good_gateway();
  accept(seen, Version::tls11, {0xC013});
  accept(seen, Version::tls12, {0xC02F, 0xC013});
  Finding finding = only_finding(judged(rules::cbc_cipher, seen));
  CHECK(finding.message == "accepts TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA (TLS 1.1, 1.2)");
  CHECK(finding.level == Level::warning);
  CHECK(evidence(finding, "suites") == "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA");
  CHECK(evidence(finding, "versions") == "tls1.1, tls1.2");
}

TEST_CASE("tls/cbc-cipher: several suites are one finding") {
  TlsCase seen = good_gateway();
  accept(seen, Version::tls12, {0xC02F, 0xC013, 0x002F});
  Finding finding = only_finding(judged(rules::cbc_cipher, seen));
  CHECK(finding.message ==
        "accepts 2 suites in CBC mode: TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA and "
        "TLS_RSA_WITH_AES_128_CBC_SHA");
}

TEST_CASE("tls/cbc-cipher: the policy gives the level, or does not care") {
  TlsCase seen = good_gateway();
  accept(seen, Version::tls12, {0xC013});
  seen.wanted.cbc = Level::note;
  CHECK(only_finding(judged(rules::cbc_cipher, seen)).level == Level::note);
  seen.wanted.cbc.reset();
  CHECK(skipped(judged(rules::cbc_cipher, seen)));
}

TEST_CASE("tls/cbc-cipher: other suites hold, unless something was not answered") {
  TlsCase seen = good_gateway();
  accept(seen, Version::tls12, {0xC02F, 0x009C, 0x0005});
  CHECK(holds(judged(rules::cbc_cipher, seen)));
  silence(seen, Version::tls10);
  CHECK(skipped(judged(rules::cbc_cipher, seen)));
}

TEST_CASE("tls/cbc-cipher: suites of a version that was given up half-way count") {
  TlsCase seen = good_gateway();
  accept(seen, Version::tls10, {0xC013});
  facts(seen, Version::tls10).complete = false;
  CHECK(only_finding(judged(rules::cbc_cipher, seen)).message ==
        "accepts TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA (TLS 1.0)");
}

TEST_CASE("tls/cbc-cipher: nothing reached, nothing judged") {
  CHECK(skipped(judged(rules::cbc_cipher, unreachable(ReplyKind::connect_refused))));
}

}  // namespace checkoutdiag::tls
