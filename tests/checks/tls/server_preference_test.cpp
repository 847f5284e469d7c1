#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

TEST_CASE("tls/server-preference: the client's order, below TLS 1.3") {
  TlsCase seen = good_gateway();
  CHECK(holds(judged(rules::server_preference, seen)));  // TLS 1.3 follows the client, and may
  facts(seen, Version::tls12).preference = Preference::client;
  Finding finding = only_finding(judged(rules::server_preference, seen));
  CHECK(finding.message == "follows the client's order of suites in TLS 1.2");
  CHECK(finding.level == Level::note);
}

TEST_CASE("tls/server-preference: one suite has no order") {
  TlsCase seen = good_gateway();
  accept(seen, Version::tls12, {0xC02F});
  facts(seen, Version::tls12).preference = Preference::unknown;
  CHECK(holds(judged(rules::server_preference, seen)));
}

TEST_CASE("tls/server-preference: unknown decides nothing, a note less than a warning") {
  TlsCase seen = good_gateway();
  facts(seen, Version::tls12).preference = Preference::unknown;
  CHECK(skipped(judged(rules::server_preference, seen)));
  seen.wanted.server_preference = Level::warning;
  CHECK(undecided(judged(rules::server_preference, seen)));
  seen.wanted.server_preference.reset();
  CHECK(skipped(judged(rules::server_preference, seen)));
}

}  // namespace checkoutdiag::tls
