#include "checks/tls/chain_level.hpp"

#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

namespace {

TlsCase at_level(int level) {
  TlsCase seen = good_gateway();
  seen.seen.local.security_level = level;
  return seen;
}

void all_keys(TlsCase& seen, const std::string& algorithm, int bits) {
  for (x509::Certificate& each : seen.seen.chains[0].certificates) {
    each.key_algorithm = algorithm;
    each.key_bits = bits;
  }
}

}  // namespace

TEST_CASE("chain level: the highest below the one in force that takes every key") {
  CHECK(level_for_chains(at_level(5)) == 2);  // RSA 2048
  CHECK(level_for_chains(at_level(2)) == 1);
  TlsCase weak = at_level(2);
  weak.seen.chains[0].certificates[0].key_bits = 1024;
  CHECK(level_for_chains(weak) == 1);
  weak.seen.chains[0].certificates[0].key_bits = 768;
  CHECK(level_for_chains(weak) == 0);
  TlsCase strong = at_level(5);
  all_keys(strong, "RSA", 4096);
  CHECK(level_for_chains(strong) == 3);
  all_keys(strong, "EC", 256);
  CHECK(level_for_chains(strong) == 3);
  all_keys(strong, "EC", 384);  // the signatures are still SHA-256
  CHECK(level_for_chains(strong) == 3);
}

TEST_CASE("chain level: signatures count, but for those of a root on itself") {
  TlsCase seen = at_level(3);
  seen.seen.chains[0].certificates[1].signature_digest = "SHA1";
  CHECK(level_for_chains(seen) == 0);
  seen.seen.chains[0].certificates[1].self_signed = true;
  CHECK(level_for_chains(seen) == 2);
}

TEST_CASE("chain level: a root that was not sent") {
  TlsCase seen = at_level(4);
  all_keys(seen, "EC", 256);
  seen.seen.local.chain_objections = {{67, 2, "CA certificate key too weak", "CN=Root"}};
  CHECK(level_for_chains(seen) == 2);
}

}  // namespace checkoutdiag::tls
