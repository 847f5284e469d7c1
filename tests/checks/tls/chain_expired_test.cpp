#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

TEST_CASE("tls/chain-expired: above the leaf, sent or from the store") {
  TlsCase seen = good_gateway();
  seen.seen.chains[0].certificates[1].not_after = at("2026-11-01");
  fail_verification(seen, {{10, 1}});
  Finding sent = only_finding(judged(rules::chain_expired, seen));
  CHECK(sent.message ==
        "CN=Gateway Issuing CA above the certificate of api.gateway.test (RSA 2048) expired on "
        "2026-11-01");
  CHECK(evidence(sent, "sent") == "yes");
  CHECK(evidence(sent, "depth") == "1");
  fail_verification(seen, {{10, 2}});
  Finding stored = only_finding(judged(rules::chain_expired, seen));
  CHECK(has(stored.message, "CN=Gateway Root"));
  CHECK(evidence(stored, "sent") == "no");
}

TEST_CASE("tls/chain-expired: the leaf itself is another rule's, and so is the rest") {
  TlsCase seen = good_gateway();
  fail_verification(seen, {{10, 0}, {7, 1}});
  CHECK(holds(judged(rules::chain_expired, seen)));
  CHECK(holds(judged(rules::chain_expired, good_gateway())));
}

TEST_CASE("tls/chain-expired: no path, no verdict") {
  TlsCase seen = good_gateway();
  seen.seen.chains[0].verification = {};
  CHECK(skipped(judged(rules::chain_expired, seen)));
}

}  // namespace checkoutdiag::tls
