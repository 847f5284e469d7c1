#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

TEST_CASE("tls/forward-secrecy: static Diffie-Hellman and pre-shared keys") {
  TlsCase seen = good_gateway();
  accept(seen, Version::tls12, {0xC02F, 0x008C});
  Finding finding = only_finding(judged(rules::forward_secrecy, seen));
  CHECK(finding.message == "accepts TLS_PSK_WITH_AES_128_CBC_SHA (TLS 1.2)");
  CHECK(finding.level == Level::warning);
}

TEST_CASE("tls/forward-secrecy: RSA key transport is told once, by the rule that judges it") {
  TlsCase seen = good_gateway();
  accept(seen, Version::tls12, {0xC02F, 0x002F});
  CHECK(holds(judged(rules::forward_secrecy, seen)));
  seen.wanted.static_rsa.reset();
  CHECK(only_finding(judged(rules::forward_secrecy, seen)).message ==
        "accepts TLS_RSA_WITH_AES_128_CBC_SHA (TLS 1.2)");
}

TEST_CASE("tls/forward-secrecy: ephemeral suites and TLS 1.3 hold") {
  CHECK(holds(judged(rules::forward_secrecy, good_gateway())));
  TlsCase unasked = good_gateway();
  unasked.wanted.not_forward_secret.reset();
  CHECK(skipped(judged(rules::forward_secrecy, unasked)));
  TlsCase silent = good_gateway();
  silence(silent, Version::tls11);
  CHECK(skipped(judged(rules::forward_secrecy, silent)));
}

}  // namespace checkoutdiag::tls
