#include <doctest/doctest.h>

#include "tests/checks/ca/chains.hpp"

namespace checkoutdiag::ca::written {

namespace {

// The leaf alone is sent, and everybody refuses it.
void send_leaf_alone(Chain& chain) {
  chain.seen.sent.resize(1);
  for (Row& row : chain.seen.rows)
    refuse(row, trust::Cause::issuer_missing, "CN=api.gateway.test", "20 at depth 0");
}

x509::Certificate intermediate() {
  return certificate("Gateway CA", "Gateway Root");
}

}  // namespace

TEST_CASE("ca/chain-incomplete: proven by a remedy, told once for all whom it costs the chain") {
  Chain chain;
  send_leaf_alone(chain);
  for (Row& row : chain.seen.rows)
    row.remedies = {sending({intermediate()}, "/opt/extra.pem")};
  Finding finding = only_finding(judged(rules::chain_incomplete, chain));
  CHECK(finding.level == Level::error);
  CHECK(finding.message ==
        "sends its leaf alone without the intermediate Gateway CA (proven: sent besides, found in "
        "/opt/extra.pem, it makes a valid path); curl 7.88.1 (/etc/ssl/certs/ca-certificates.crt) "
        "and Java 17.0.15 (/etc/ssl/certs/java/cacerts) cannot reach it");
  CHECK(evidence(finding, "missing_sha256") == "sha256 of Gateway CA by Gateway Root");
  CHECK(evidence(finding, "proof") == "remedy");
  CHECK(has(finding.fix,
            "\n  checkoutdiag ca chain api.gateway.test:443 --save-intermediate missing.pem\n"));
  CHECK(has(finding.fix, "until it does, on your side\nfor /etc/ssl/certs/ca-certificates.crt"));
}

TEST_CASE("ca/chain-incomplete: a root that is missing as well is told, with both files") {
  Chain chain;
  send_leaf_alone(chain);
  for (Row& row : chain.seen.rows)
    row.remedies = {sending({intermediate(), root("Gateway Root")}, "/opt/extra.pem")};
  Finding finding = only_finding(judged(rules::chain_incomplete, chain));
  CHECK(has(finding.message, "; their stores lack the root Gateway Root as well"));
  CHECK(has(finding.fix, "--save-intermediate missing.pem\n"));
  CHECK(has(finding.fix, "--save-root its-root.pem\n"));
  CHECK_FALSE(has(finding.fix, "until it does"));
}

TEST_CASE("ca/chain-incomplete: who accepts it only because it holds the intermediate is proof") {
  Chain chain;
  send_leaf_alone(chain);
  accept(chain.row("Java"), {chain.seen.sent[0], intermediate()});
  Finding finding = only_finding(judged(rules::chain_incomplete, chain));
  CHECK(has(finding.message,
            "proven: those who accept the chain have it themselves, in "
            "/etc/ssl/certs/java/cacerts); curl"));
  CHECK(skipped(judged(rules::chain_refused, chain)));

  // The same where the intermediate stands between the leaf and a root of the store.
  accept(chain.row("Java"), {chain.seen.sent[0], intermediate(), root("Gateway Root")});
  CHECK(judged(rules::chain_incomplete, chain).findings.size() == 1);
}

TEST_CASE("ca/chain-incomplete: everybody here has the intermediate, others will not") {
  Chain chain;
  chain.seen.sent.resize(1);
  Finding finding = only_finding(judged(rules::chain_incomplete, chain));
  CHECK(finding.level == Level::warning);
  CHECK(has(finding.message, "everybody here has it, others will not"));
}

TEST_CASE("ca/chain-incomplete: likely, and said to be no more than that") {
  Chain chain;
  send_leaf_alone(chain);
  chain.seen.sent[0].issuer = "CN=Nobody's CA";
  chain.seen.sent[0].ca_issuers_urls = {"http://ca.test/it's.der"};
  Finding finding = only_finding(judged(rules::chain_incomplete, chain));
  CHECK(has(finding.message,
            "without the intermediate CN=Nobody's CA (it is in no store here; that it is an "
            "intermediate and not a root is likely, not proven)"));
  CHECK(evidence(finding, "proof") == "none");
  CHECK(has(finding.fix, "\n  curl -s 'http://ca.test/it'\\''s.der' -o issuer.der"));
  CHECK(skipped(judged(rules::chain_refused, chain)));
}

TEST_CASE("ca/chain-incomplete: a root that is missing is not the gateway's fault") {
  Chain chain;
  refuse(chain.row("Java"), trust::Cause::issuer_missing);
  chain.row("Java").remedies = {adding({root("Gateway Root")}, "/x")};
  CHECK(holds(judged(rules::chain_incomplete, chain)));

  // A path that was sent and arrives nowhere: the root is unknown.
  for (Row& row : chain.seen.rows) {
    refuse(row, trust::Cause::issuer_missing);
    row.remedies.clear();
  }
  CHECK(holds(judged(rules::chain_incomplete, chain)));
  CHECK(judged(rules::chain_refused, chain).findings.size() == 1);

  // A leaf that its root issued itself, or that signed itself.
  chain.seen.sent.resize(1);
  chain.seen.sent[0].issuer = "CN=Gateway Root";
  CHECK(holds(judged(rules::chain_incomplete, chain)));
  chain.seen.sent = {root("api.gateway.test")};
  CHECK(holds(judged(rules::chain_incomplete, chain)));
}

TEST_CASE("ca/chain-incomplete: a cross-certificate that would help an old store is no duty") {
  Chain chain;
  refuse(chain.row("Java"), trust::Cause::issuer_missing);
  chain.row("Java").remedies = {sending({certificate("Gateway Root", "Older Root")}, "/x")};
  CHECK(holds(judged(rules::chain_incomplete, chain)));
  Finding finding = only_finding(judged(rules::chain_refused, chain));
  CHECK(has(finding.message, "with Gateway Root sent besides, one does"));
  CHECK(has(finding.message, "so the gateway is fine"));
}

TEST_CASE("ca/chain-incomplete: an own remedy that is smaller stays with the store") {
  Chain chain;
  send_leaf_alone(chain);
  for (Row& row : chain.seen.rows)
    row.remedies = {sending({intermediate()}, "/opt/extra.pem")};
  chain.row("Java").remedies.insert(chain.row("Java").remedies.begin(),
                                    adding({intermediate()}, "/opt/extra.pem"));
  Finding finding = only_finding(judged(rules::chain_incomplete, chain));
  CHECK_FALSE(has(finding.message, "Java"));
  CHECK(has(only_finding(judged(rules::chain_refused, chain)).message, "Java"));
}

}  // namespace checkoutdiag::ca::written
