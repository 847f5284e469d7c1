#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

TEST_CASE("tls/sha1-signature: taken when offered alone, or seen") {
  TlsCase seen = good_gateway();
  seen.seen.signatures.sha1 = State::accepted;
  Finding finding = only_finding(judged(rules::sha1_signature, seen));
  CHECK(finding.message == "signs the key exchange with SHA-1 when asked to");
  CHECK(finding.level == Level::warning);
  seen.seen.signatures.sha1 = State::refused;
  seen.seen.signatures.schemes = {0x0201};
  CHECK(evidence(only_finding(judged(rules::sha1_signature, seen)), "schemes") == "rsa_pkcs1_sha1");
}

TEST_CASE("tls/sha1-signature: refused holds, unknown is undecided, not asked is skipped") {
  TlsCase seen = good_gateway();
  CHECK(holds(judged(rules::sha1_signature, seen)));
  seen.seen.signatures.sha1 = State::unknown;
  CHECK(undecided(judged(rules::sha1_signature, seen)));
  seen.wanted.sha1_signature = Level::note;
  CHECK(skipped(judged(rules::sha1_signature, seen)));
  seen.seen.signatures = {};
  CHECK(skipped(judged(rules::sha1_signature, seen)));
  TlsCase careless = good_gateway();
  careless.wanted.sha1_signature.reset();
  careless.seen.signatures.sha1 = State::accepted;
  CHECK(skipped(judged(rules::sha1_signature, careless)));
}

}  // namespace checkoutdiag::tls
