#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

TEST_CASE("tls/dh-weak: the group of DHE suites") {
  TlsCase seen = good_gateway();
  accept(seen, Version::tls12, {0xC02F, 0x009E});
  seen.seen.groups.dh_bits = 1024;
  Finding finding = only_finding(judged(rules::dh_weak, seen));
  CHECK(finding.message == "uses a Diffie-Hellman group of 1024 bits, less than 2048");
  CHECK(finding.level == Level::error);
  seen.seen.groups.dh_bits = 2048;
  CHECK(holds(judged(rules::dh_weak, seen)));
}

TEST_CASE("tls/dh-weak: named groups of less than 112 bits") {
  TlsCase seen = good_gateway();
  seen.seen.groups.groups = {0x001D, 0x0013};
  CHECK(only_finding(judged(rules::dh_weak, seen)).message ==
        "accepts 1 group of less than 112 bits of strength: secp192r1");
  CHECK(has(only_finding(judged(rules::dh_weak, seen)).fix, "\n  ssl_ecdh_curve X25519:"));
}

TEST_CASE("tls/dh-weak: DHE whose size was not seen is undecided") {
  TlsCase seen = good_gateway();
  accept(seen, Version::tls12, {0x009E});
  CHECK(undecided(judged(rules::dh_weak, seen)));
}

TEST_CASE("tls/dh-weak: no DHE holds, unless something was not answered") {
  TlsCase seen = good_gateway();
  CHECK(holds(judged(rules::dh_weak, seen)));
  silence(seen, Version::tls11);
  CHECK(skipped(judged(rules::dh_weak, seen)));
}

}  // namespace checkoutdiag::tls
