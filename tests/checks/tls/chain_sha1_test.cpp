#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

TEST_CASE("tls/chain-sha1: SHA-1 and MD5 on leaf and intermediate") {
  TlsCase seen = good_gateway();
  seen.seen.chains[0].certificates[0].signature_digest = "SHA1";
  seen.seen.chains[0].certificates[0].signature_algorithm = "sha1WithRSAEncryption";
  seen.seen.chains[0].certificates[1].signature_digest = "MD5";
  Outcome outcome = judged(rules::chain_sha1, seen);
  REQUIRE(outcome.findings.size() == 2);
  CHECK(outcome.findings[0].message ==
        "api.gateway.test (RSA 2048) is signed with sha1WithRSAEncryption");
  CHECK(outcome.findings[0].level == Level::error);
}

TEST_CASE("tls/chain-sha1: a root signs itself, which does not matter") {
  TlsCase seen = good_gateway();
  x509::Certificate root = certificate("CN=Gateway Root", "CN=Gateway Root");
  root.signature_digest = "SHA1";
  seen.seen.chains[0].certificates.push_back(root);
  CHECK(holds(judged(rules::chain_sha1, seen)));
}

TEST_CASE("tls/chain-sha1: SHA-2 and EdDSA hold") {
  TlsCase seen = good_gateway();
  seen.seen.chains[0].certificates[0].signature_digest = "";
  CHECK(holds(judged(rules::chain_sha1, seen)));
  seen.seen.chains[0].certificates.clear();
  CHECK(skipped(judged(rules::chain_sha1, seen)));
}

}  // namespace checkoutdiag::tls
