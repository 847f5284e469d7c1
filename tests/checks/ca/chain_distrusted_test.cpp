#include <doctest/doctest.h>

#include "tests/checks/ca/chains.hpp"

namespace checkoutdiag::ca::written {

namespace {

// The key of "Gateway CA" is compromised.
void distrust(Chain& chain) {
  trust::Distrust entry;
  entry.spki_sha256 = "KEY of Gateway CA";
  entry.name = "Gateway CA";
  entry.reason = "its key was stolen on 2026-10-18";
  entry.from = {"https://bugzilla.test/1", at("2026-10-29"), "built in"};
  chain.world.known.distrust.push_back(entry);
}

}  // namespace

TEST_CASE("ca/chain-distrusted: a stolen key in the chain, and who still accepts it") {
  Chain chain;
  distrust(chain);
  refuse(chain.row("Java"), trust::Cause::distrusted, "CN=Gateway CA");
  Finding finding = only_finding(judged(rules::chain_distrusted, chain));
  CHECK(finding.level == Level::error);
  CHECK(finding.message ==
        "sends Gateway CA, which is not to be trusted: its key was stolen on 2026-10-18; curl "
        "7.88.1 (/etc/ssl/certs/ca-certificates.crt) still accepts it");
  CHECK(evidence(finding, "source") == "https://bugzilla.test/1");
  CHECK(evidence(finding, "as_of") == "as of 2026-10-29");
  CHECK(has(finding.fix, "the gateway must install a certificate of another authority"));
}

TEST_CASE("ca/chain-distrusted: a root that was not sent is found in the paths") {
  Chain chain;
  distrust(chain);
  trust::Distrust& entry = chain.world.known.distrust.front();
  entry.spki_sha256.clear();
  entry.sha256 = "sha256 of Gateway Root by Gateway Root";
  CHECK(has(only_finding(judged(rules::chain_distrusted, chain)).message,
            "is accepted by way of Gateway Root, which is not to be trusted"));
  for (Row& row : chain.seen.rows)
    refuse(row, trust::Cause::distrusted);
  CHECK(holds(judged(rules::chain_distrusted, chain)));
}

TEST_CASE("ca/chain-distrusted: another certificate of the same key is as bad") {
  Chain chain;
  distrust(chain);
  x509::Certificate cross = certificate("Gateway CA", "Other Root");
  for (Row& row : chain.seen.rows)
    accept(row, {chain.seen.sent[0], cross, root("Other Root")});
  Outcome outcome = judged(rules::chain_distrusted, chain);
  REQUIRE(outcome.findings.size() == 2);
  CHECK(has(outcome.findings[0].message, "still accept it"));
  CHECK(has(outcome.findings[1].message, "still accept it"));
}

TEST_CASE("ca/chain-distrusted: nobody accepts it") {
  Chain chain;
  distrust(chain);
  for (Row& row : chain.seen.rows)
    refuse(row, trust::Cause::distrusted);
  CHECK(has(only_finding(judged(rules::chain_distrusted, chain)).message,
            "nobody here accepts the chain"));
}

TEST_CASE("ca/chain-distrusted: taken back, for a day only, or of another key") {
  Chain chain;
  CHECK(holds(judged(rules::chain_distrusted, chain)));
  distrust(chain);
  chain.world.known.distrust.push_back(chain.world.known.distrust.front());
  chain.world.known.distrust.back().allowed = true;
  CHECK(holds(judged(rules::chain_distrusted, chain)));
  chain.world.known.distrust.pop_back();
  chain.world.known.distrust.front().after = at("2026-01-01");
  CHECK(holds(judged(rules::chain_distrusted, chain)));
  chain.world.known.distrust.front() = {};
  CHECK(holds(judged(rules::chain_distrusted, chain)));  // an entry that names nothing
}

}  // namespace checkoutdiag::ca::written
