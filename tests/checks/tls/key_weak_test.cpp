#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

namespace {

TlsCase with_key(const std::string& algorithm, int bits) {
  TlsCase seen = good_gateway();
  seen.seen.chains[0].certificates[0].key_algorithm = algorithm;
  seen.seen.chains[0].certificates[0].key_bits = bits;
  return seen;
}

}  // namespace

TEST_CASE("tls/key-weak: by kind of key") {
  Finding finding = only_finding(judged(rules::key_weak, with_key("RSA", 1024)));
  CHECK(finding.message == "api.gateway.test (RSA 1024) has a key of 1024 bits, less than 2048");
  CHECK(finding.level == Level::error);
  CHECK(only_finding(judged(rules::key_weak, with_key("EC", 192))).level == Level::error);
  CHECK(only_finding(judged(rules::key_weak, with_key("DSA", 1024))).level == Level::error);
  CHECK(only_finding(judged(rules::key_weak, with_key("RSA-PSS", 2047))).level == Level::error);
}

TEST_CASE("tls/key-weak: enough, or of a fixed length, or unknown") {
  CHECK(holds(judged(rules::key_weak, with_key("RSA", 2048))));
  CHECK(holds(judged(rules::key_weak, with_key("EC", 224))));
  CHECK(holds(judged(rules::key_weak, with_key("Ed25519", 256))));
  CHECK(holds(judged(rules::key_weak, with_key("RSA", 0))));
}

TEST_CASE("tls/key-weak: any certificate of the chain, told once for all chains") {
  TlsCase seen = good_gateway();
  seen.seen.chains[0].certificates[1].key_bits = 1024;
  seen.seen.chains.push_back(seen.seen.chains[0]);
  CHECK(has(only_finding(judged(rules::key_weak, seen)).message, "Gateway Issuing CA"));
  seen.wanted.min_rsa_bits = 1024;
  CHECK(holds(judged(rules::key_weak, seen)));
  seen.seen.chains.clear();
  CHECK(skipped(judged(rules::key_weak, seen)));
}

}  // namespace checkoutdiag::tls
