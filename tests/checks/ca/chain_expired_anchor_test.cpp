#include <doctest/doctest.h>

#include "tests/checks/ca/chains.hpp"

namespace checkoutdiag::ca::written {

namespace {

x509::Certificate root_until(const std::string& name, std::string_view end) {
  x509::Certificate made = root(name);
  made.not_after = at(end);
  made.sha256 += " until " + std::string(end);
  return made;
}

void anchor_at(Chain& chain, std::string_view row, const x509::Certificate& anchor) {
  accept(chain.row(row), {chain.seen.sent[0], chain.seen.sent[1], anchor});
}

}  // namespace

TEST_CASE("ca/chain-expired-anchor: Java does not look at the date") {
  Chain chain;
  anchor_at(chain, "Java", root_until("Gateway Root", "2020-05-30"));
  Finding finding = only_finding(judged(rules::chain_expired_anchor, chain));
  CHECK(finding.level == Level::warning);
  CHECK(finding.message ==
        "Java 17.0.15 (/etc/ssl/certs/java/cacerts) accepts it by way of Gateway Root, which "
        "expired on 2020-05-30: others do not, and a newer version may not");
  CHECK(has(finding.fix, "newer root is there\nfor /etc/ssl/certs/java/cacerts: "));
}

TEST_CASE("ca/chain-expired-anchor: the only anchor will end soon, for those who look") {
  Chain chain;
  x509::Certificate ending = root_until("Gateway Root", "2026-11-27T20:53:42Z");
  chain.world.seen.certificates.front() = ending;
  anchor_at(chain, "curl", ending);
  anchor_at(chain, "Java", ending);
  Finding finding = only_finding(judged(rules::chain_expired_anchor, chain));
  CHECK(finding.message ==
        "curl 7.88.1 (/etc/ssl/certs/ca-certificates.crt) will stop reaching it in 4 days, on "
        "2026-11-27: then Gateway Root expires, the anchor of the only path that was found");
  CHECK(evidence(finding, "days_left") == "4");

  chain.world.wanted.expiry_warning_days = 3;
  CHECK(holds(judged(rules::chain_expired_anchor, chain)));
  chain.world.wanted.expiry_warning_days = 60;
  x509::Certificate twin = root_until("Gateway Root", "2040-01-01");
  twin.sha256 = "sha256 of the twin";
  chain.world.store("/etc/ssl/certs/ca-certificates.crt", {twin});
  CHECK(holds(judged(rules::chain_expired_anchor, chain)));
}

TEST_CASE("ca/chain-expired-anchor: an expired cross-certificate is sent (AddTrust)") {
  Chain chain;
  x509::Certificate cross = certificate("Gateway Root", "Old Root");
  cross.not_after = at("2020-05-30T10:48:38Z");
  chain.seen.sent.push_back(cross);
  Finding finding = only_finding(judged(rules::chain_expired_anchor, chain));
  CHECK(finding.level == Level::warning);
  CHECK(finding.message ==
        "Gateway Root, which it sends, expired on 2020-05-30: OpenSSL older than 1.1.0 takes the "
        "path by way of it and fails, the programs found here do not");
  CHECK(has(finding.fix, "the gateway should leave it out"));
}

TEST_CASE("ca/chain-expired-anchor: the cross-certificate leads to an expired root (DST X3)") {
  Chain chain;
  chain.seen.sent.push_back(certificate("Gateway Root", "Old Root"));
  CHECK(holds(judged(rules::chain_expired_anchor, chain)));
  chain.world.store("/etc/ssl/certs/ca-certificates.crt", {root_until("Old Root", "2021-09-30")});
  Finding finding = only_finding(judged(rules::chain_expired_anchor, chain));
  CHECK(finding.level == Level::note);
  CHECK(has(finding.message,
            "Old Root, which /etc/ssl/certs/ca-certificates.crt still holds, expired on"));

  chain.world.seen.clients[0].version = "1.0.2u";
  finding = only_finding(judged(rules::chain_expired_anchor, chain));
  CHECK(finding.level == Level::warning);
  CHECK(has(finding.message, "and fails; here that is curl 7.88.1"));
}

TEST_CASE("ca/chain-expired-anchor: an expired twin beside the anchor") {
  Chain chain;
  x509::Certificate twin = root_until("Gateway Root", "2021-01-01");
  twin.sha256 = "sha256 of the twin";
  chain.world.store("/etc/ssl/certs/ca-certificates.crt", {twin});
  CHECK(only_finding(judged(rules::chain_expired_anchor, chain)).level == Level::note);
  chain.world.seen.certificates.back().spki_sha256 = "another key";
  CHECK(holds(judged(rules::chain_expired_anchor, chain)));
}

TEST_CASE("ca/chain-expired-anchor: good anchors, and chains that nobody accepts") {
  Chain chain;
  CHECK(holds(judged(rules::chain_expired_anchor, chain)));
  x509::Certificate cross = certificate("Gateway Root", "Old Root");
  cross.not_after = at("2020-05-30");
  chain.seen.sent.push_back(cross);
  for (Row& row : chain.seen.rows)
    refuse(row, trust::Cause::expired);
  CHECK(holds(judged(rules::chain_expired_anchor, chain)));
}

}  // namespace checkoutdiag::ca::written
