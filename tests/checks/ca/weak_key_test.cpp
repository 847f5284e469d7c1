#include <doctest/doctest.h>

#include "tests/checks/ca/stores.hpp"

namespace checkoutdiag::ca {

namespace {

Host with_key(const std::string& algorithm, int bits) {
  Certificate made = root("Old Root");
  made.key_algorithm = algorithm;
  made.key_bits = bits;
  return Host().store("/srv/app/roots.pem", {made});
}

}  // namespace

TEST_CASE("ca/weak-key: by kind of key, a warning in a store") {
  Finding finding = only_finding(judged(rules::weak_key, with_key("RSA", 1024)));
  CHECK(finding.message ==
        "Old Root in /srv/app/roots.pem has an RSA key of 1024 bits, less than 2048: whoever can "
        "afford to break it can stand in for any gateway before whatever reads it; OpenSSL at "
        "Debian's security level 2 refuses it");
  CHECK(finding.level == Level::warning);
  for (auto [algorithm, bits] : {std::pair{"RSA", 2047}, {"DSA", 1024}, {"EC", 255}})
    CHECK(judged(rules::weak_key, with_key(algorithm, bits)).findings.size() == 1);
}

TEST_CASE("ca/weak-key: enough, of a fixed length, or unknown") {
  for (auto [algorithm, bits] :
       {std::pair{"RSA", 2048}, {"RSA-PSS", 2048}, {"EC", 256}, {"Ed25519", 256}, {"RSA", 0}})
    CHECK(holds(judged(rules::weak_key, with_key(algorithm, bits))));
}

}  // namespace checkoutdiag::ca
