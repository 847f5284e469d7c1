#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

TEST_CASE("tls/export-cipher: one suite is named with its versions") {
  TlsCase seen = good_gateway();
  accept(seen, Version::tls11, {0x0003});
  accept(seen, Version::tls12, {0xC02F, 0x0003});
  Finding finding = only_finding(judged(rules::export_cipher, seen));
  CHECK(finding.message == "accepts TLS_RSA_EXPORT_WITH_RC4_40_MD5 (TLS 1.1, 1.2)");
  CHECK(finding.level == Level::error);
  CHECK(evidence(finding, "suites") == "TLS_RSA_EXPORT_WITH_RC4_40_MD5");
  CHECK(evidence(finding, "versions") == "tls1.1, tls1.2");
}

TEST_CASE("tls/export-cipher: several suites are one finding") {
  TlsCase seen = good_gateway();
  accept(seen, Version::tls12, {0xC02F, 0x0003, 0x0008});
  Finding finding = only_finding(judged(rules::export_cipher, seen));
  CHECK(finding.message ==
        "accepts 2 suites of export strength: TLS_RSA_EXPORT_WITH_RC4_40_MD5 and "
        "TLS_RSA_EXPORT_WITH_DES40_CBC_SHA");
}

TEST_CASE("tls/export-cipher: the policy gives the level, or does not care") {
  TlsCase seen = good_gateway();
  accept(seen, Version::tls12, {0x0003});
  seen.wanted.export_cipher = Level::note;
  CHECK(only_finding(judged(rules::export_cipher, seen)).level == Level::note);
  seen.wanted.export_cipher.reset();
  CHECK(skipped(judged(rules::export_cipher, seen)));
}

TEST_CASE("tls/export-cipher: other suites hold, unless something was not answered") {
  TlsCase seen = good_gateway();
  accept(seen, Version::tls12, {0xC02F, 0x0005});
  CHECK(holds(judged(rules::export_cipher, seen)));
  silence(seen, Version::tls10);
  CHECK(skipped(judged(rules::export_cipher, seen)));
}

TEST_CASE("tls/export-cipher: suites of a version that was given up half-way count") {
  TlsCase seen = good_gateway();
  accept(seen, Version::tls10, {0x0003});
  facts(seen, Version::tls10).complete = false;
  CHECK(only_finding(judged(rules::export_cipher, seen)).message ==
        "accepts TLS_RSA_EXPORT_WITH_RC4_40_MD5 (TLS 1.0)");
}

TEST_CASE("tls/export-cipher: nothing reached, nothing judged") {
  CHECK(skipped(judged(rules::export_cipher, unreachable(ReplyKind::connect_refused))));
}

}  // namespace checkoutdiag::tls
