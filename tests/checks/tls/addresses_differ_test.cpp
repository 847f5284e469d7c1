#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

namespace {

VersionFacts& version_of(TargetCase& target, std::size_t address, Version version) {
  return facts(target.seen.addresses[address], version);
}

}  // namespace

TEST_CASE("tls/addresses-differ: versions and suites, each its own finding") {
  TargetCase target = good_target();
  version_of(target, 1, Version::tls10).state = State::accepted;
  version_of(target, 1, Version::tls10).suites = {0x002F};
  Outcome outcome = judged(rules::addresses_differ, target);
  REQUIRE(outcome.findings.size() == 2);
  CHECK(outcome.findings[0].message ==
        "the versions differ from those of 203.0.113.7:443: 203.0.113.8:443 has TLS 1.0 besides");
  CHECK(outcome.findings[0].level == Level::warning);
  CHECK(evidence(outcome.findings[0], "aspect") == "the versions");
  CHECK(has(outcome.findings[0].fix,
            "\n  checkoutdiag tls probe api.gateway.test:443 --connect 203.0.113.8:443"));
  CHECK(has(outcome.findings[1].message, "has TLS_RSA_WITH_AES_128_CBC_SHA besides"));
}

TEST_CASE("tls/addresses-differ: the odd one out is the one that differs") {
  TargetCase target = good_target();
  target.seen.addresses.insert(target.seen.addresses.begin(), target.seen.addresses[0]);
  target.seen.addresses[0].address.ip = "203.0.113.6";
  target.seen.addresses[0].groups.groups = {0x0017};
  CHECK(only_finding(judged(rules::addresses_differ, target)).message ==
        "the groups differ from those of 203.0.113.7:443: 203.0.113.6:443 lacks x25519");
}

TEST_CASE("tls/addresses-differ: keys, intermediates and client certificates") {
  TargetCase keys = good_target();
  keys.seen.addresses[1].chains[0].certificates[0].spki_sha256 = "another key";
  CHECK(has(only_finding(judged(rules::addresses_differ, keys)).message, "instead of"));
  TargetCase chain = good_target();
  chain.seen.addresses[1].chains[0].certificates.resize(1);
  CHECK(has(only_finding(judged(rules::addresses_differ, chain)).message,
            "203.0.113.8:443 lacks Gateway Issuing CA"));
  TargetCase client = good_target();
  client.seen.addresses[1].client_auth.mode = ClientAuth::required_at_tls;
  CHECK(has(only_finding(judged(rules::addresses_differ, client)).message,
            "instead of no client certificate"));
}

TEST_CASE("tls/addresses-differ: what is not known is no difference") {
  TargetCase target = good_target();
  AddressFacts& second = target.seen.addresses[1];
  facts(second, Version::tls10).state = State::unknown;
  second.groups = {};
  second.chains.clear();
  second.client_auth.mode = ClientAuth::unknown;
  CHECK(holds(judged(rules::addresses_differ, target)));
}

TEST_CASE(
    "tls/addresses-differ: alike holds; a new leaf for the same key is alike; one is skipped") {
  TargetCase target = good_target();
  CHECK(holds(judged(rules::addresses_differ, target)));
  target.seen.addresses[1].chains[0].certificates[0].sha256 = "renewed";
  CHECK(holds(judged(rules::addresses_differ, target)));
  target.seen.addresses[1].reachable = State::unknown;
  CHECK(skipped(judged(rules::addresses_differ, target)));
}

}  // namespace checkoutdiag::tls
