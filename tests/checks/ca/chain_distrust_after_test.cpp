#include <doctest/doctest.h>

#include "tests/checks/ca/chains.hpp"

namespace checkoutdiag::ca::written {

namespace {

// Leaves below "Gateway Root" are not to be trusted when they are issued after this day.
void distrust(Chain& chain, std::string_view day) {
  trust::Distrust entry;
  entry.sha256 = "sha256 of Gateway Root by Gateway Root";
  entry.after = at(day);
  entry.from = {"https://wiki.test/", at("2026-03-01"), "built in"};
  chain.world.known.distrust.push_back(entry);
}

}  // namespace

TEST_CASE("ca/chain-distrust-after: the leaf is younger than the day") {
  Chain chain;
  distrust(chain, "2026-04-15");
  Finding finding = only_finding(judged(rules::chain_distrust_after, chain));
  CHECK(finding.level == Level::error);
  CHECK(finding.message ==
        "its certificate api.gateway.test was issued on 2026-06-01, after 2026-04-15: from then on "
        "nothing below Gateway Root is to be trusted");
  CHECK(evidence(finding, "said_by") == "2026-04-15T00:00:00Z by https://wiki.test/");
  CHECK(evidence(finding, "as_of") == "as of 2026-03-01, 267 days old");
  CHECK(has(evidence(finding, "accepted_by"), "curl"));
}

TEST_CASE("ca/chain-distrust-after: the leaf is older, and the clock does not matter") {
  Chain chain;
  distrust(chain, "2026-06-02");
  for (const char* now : {"2026-06-01", "2026-11-23", "2030-01-01"}) {
    chain.seen.at = at(now);
    Finding finding = only_finding(judged(rules::chain_distrust_after, chain));
    CHECK(finding.level == Level::warning);
    CHECK(finding.message ==
          "its certificate api.gateway.test of 2026-06-01 is still good, the next one will not be: "
          "what is issued below Gateway Root after 2026-06-02 is not to be trusted");
  }
  chain.world.known.distrust.front().after = chain.seen.sent.front().not_before;  // not later
  CHECK(only_finding(judged(rules::chain_distrust_after, chain)).level == Level::warning);
}

TEST_CASE("ca/chain-distrust-after: a store of this machine says it, the strictest day counts") {
  Chain chain;
  distrust(chain, "2026-07-01");
  Store& nss = chain.world.store("/usr/lib/libnssckbi.so", {root("Gateway Root")});
  nss.entries.front().server_distrust_after = at("2026-05-01");
  Finding finding = only_finding(judged(rules::chain_distrust_after, chain));
  CHECK(finding.level == Level::error);
  CHECK(evidence(finding, "said_by") ==
        "2026-05-01T00:00:00Z by /usr/lib/libnssckbi.so, 2026-07-01T00:00:00Z by "
        "https://wiki.test/");
}

TEST_CASE("ca/chain-distrust-after: outright, taken back, or another authority") {
  Chain chain;
  CHECK(holds(judged(rules::chain_distrust_after, chain)));
  distrust(chain, "2026-04-15");
  chain.world.known.distrust.front().allowed = true;
  CHECK(holds(judged(rules::chain_distrust_after, chain)));
  chain.world.known.distrust.front().allowed = false;
  chain.world.known.distrust.front().after.reset();
  CHECK(holds(judged(rules::chain_distrust_after, chain)));
  chain.world.known.distrust.front().after = at("2026-04-15");
  chain.world.known.distrust.front().sha256 = "sha256 of Other Root by Other Root";
  CHECK(holds(judged(rules::chain_distrust_after, chain)));
}

TEST_CASE("ca/chain-distrust-after: a leaf that cannot be read has no day") {
  Chain chain;
  chain.seen.sent.front().malformed = "no DER";
  CHECK(undecided(judged(rules::chain_distrust_after, chain)));
}

}  // namespace checkoutdiag::ca::written
