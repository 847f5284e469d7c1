#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

namespace {

TlsCase demanding() {
  TlsCase seen = good_gateway();
  seen.seen.chains[0].certificates[0].must_staple = true;
  return seen;
}

}  // namespace

TEST_CASE("tls/must-staple: demanded, asked for, and not sent") {
  Finding finding = only_finding(judged(rules::must_staple, demanding()));
  CHECK(finding.level == Level::error);
  CHECK(has(finding.fix, "-status"));
}

TEST_CASE("tls/must-staple: sent or not demanded holds; not asked for is undecided") {
  TlsCase seen = demanding();
  seen.seen.chains[0].stapled = true;
  CHECK(holds(judged(rules::must_staple, seen)));
  CHECK(holds(judged(rules::must_staple, good_gateway())));
  TlsCase unasked = demanding();
  unasked.seen.chains[0].staple_asked = false;
  CHECK(undecided(judged(rules::must_staple, unasked)));
}

}  // namespace checkoutdiag::tls
