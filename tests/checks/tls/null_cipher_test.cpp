#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

TEST_CASE("tls/null-cipher: one suite is named with its versions") {
  TlsCase seen = good_gateway();
  accept(seen, Version::tls11, {0x003B});
  accept(seen, Version::tls12, {0xC02F, 0x003B});
  Finding finding = only_finding(judged(rules::null_cipher, seen));
  CHECK(finding.message == "accepts TLS_RSA_WITH_NULL_SHA256 (TLS 1.1, 1.2)");
  CHECK(finding.level == Level::error);
  CHECK(evidence(finding, "suites") == "TLS_RSA_WITH_NULL_SHA256");
  CHECK(evidence(finding, "versions") == "tls1.1, tls1.2");
}

TEST_CASE("tls/null-cipher: several suites are one finding") {
  TlsCase seen = good_gateway();
  accept(seen, Version::tls12, {0xC02F, 0x003B, 0x0002});
  Finding finding = only_finding(judged(rules::null_cipher, seen));
  CHECK(finding.message ==
        "accepts 2 suites without encryption: TLS_RSA_WITH_NULL_SHA256 and TLS_RSA_WITH_NULL_SHA");
}

TEST_CASE("tls/null-cipher: the policy gives the level, or does not care") {
  TlsCase seen = good_gateway();
  accept(seen, Version::tls12, {0x003B});
  seen.wanted.null_cipher = Level::note;
  CHECK(only_finding(judged(rules::null_cipher, seen)).level == Level::note);
  seen.wanted.null_cipher.reset();
  CHECK(skipped(judged(rules::null_cipher, seen)));
}

TEST_CASE("tls/null-cipher: other suites hold, unless something was not answered") {
  TlsCase seen = good_gateway();
  accept(seen, Version::tls12, {0xC02F, 0x002F});
  CHECK(holds(judged(rules::null_cipher, seen)));
  silence(seen, Version::tls10);
  CHECK(skipped(judged(rules::null_cipher, seen)));
}

TEST_CASE("tls/null-cipher: suites of a version that was given up half-way count") {
  TlsCase seen = good_gateway();
  accept(seen, Version::tls10, {0x003B});
  facts(seen, Version::tls10).complete = false;
  CHECK(only_finding(judged(rules::null_cipher, seen)).message ==
        "accepts TLS_RSA_WITH_NULL_SHA256 (TLS 1.0)");
}

TEST_CASE("tls/null-cipher: nothing reached, nothing judged") {
  CHECK(skipped(judged(rules::null_cipher, unreachable(ReplyKind::connect_refused))));
}

}  // namespace checkoutdiag::tls
