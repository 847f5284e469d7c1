#include <doctest/doctest.h>

#include <utility>

#include "tests/checks/ca/chains.hpp"

namespace checkoutdiag::ca::written {

namespace {

// Three clients lack the root; curl has it.
void lack_root(Chain& chain) {
  chain.client("Python requests", trust::Runtime::openssl, "/opt/certifi/cacert.pem");
  chain.client("Node.js 20.20.2", trust::Runtime::node, "/usr/bin/node");
  const std::pair<const char*, trust::Cause> causes[] = {{"Java", trust::Cause::issuer_missing},
                                                         {"Python", trust::Cause::root_not_trusted},
                                                         {"Node", trust::Cause::issuer_missing}};
  for (const auto& [name, cause] : causes) {
    Row& row = chain.row(name);
    refuse(row, cause, "CN=whatever " + std::string(name), std::string("words of ") + name);
    row.remedies = {adding({root("Gateway Root")}, "/etc/ssl/certs/ca-certificates.crt")};
  }
}

}  // namespace

TEST_CASE("ca/chain-refused: one missing root is one finding, with all who lack it") {
  Chain chain;
  lack_root(chain);
  Finding finding = only_finding(judged(rules::chain_refused, chain));
  CHECK(finding.level == Level::error);
  CHECK(finding.message ==
        "Java 17.0.15 (/etc/ssl/certs/java/cacerts), Python requests (/opt/certifi/cacert.pem) and "
        "Node.js 20.20.2 (/usr/bin/node) cannot reach it: the root Gateway Root is not in their "
        "stores; curl 7.88.1 (/etc/ssl/certs/ca-certificates.crt) accepts it, so the gateway is "
        "fine");
  CHECK(evidence(finding, "words") ==
        "Java 17.0.15: words of Java, Python requests: words of Python, Node.js 20.20.2: words of "
        "Node");
  CHECK(evidence(finding, "missing_sha256") == "sha256 of Gateway Root by Gateway Root");
  CHECK(evidence(finding, "found_in") == "/etc/ssl/certs/ca-certificates.crt");
  CHECK(evidence(finding, "stores") ==
        "/etc/ssl/certs/java/cacerts, /opt/certifi/cacert.pem, /usr/bin/node");
}

TEST_CASE("ca/chain-refused: the fix saves the root, and adds it to each store that lacks it") {
  Chain chain;
  lack_root(chain);
  std::string fix = only_finding(judged(rules::chain_refused, chain)).fix;
  CHECK(has(fix, "compare the SHA-256 sha256 of Gateway Root by Gateway Root"));
  CHECK(has(fix, "\n  checkoutdiag ca chain api.gateway.test:443 --save-root its-root.pem\n"));
  for (const char* store :
       {"/etc/ssl/certs/java/cacerts", "/opt/certifi/cacert.pem", "/usr/bin/node"})
    CHECK(has(fix, store));
  CHECK_FALSE(has(fix, "--only-upgrade"));
  Store& system = chain.world.seen.stores[chain.world.index("/etc/ssl/certs/java/cacerts")];
  system.package.manager = "dpkg";
  system.package.name = "ca-certificates-java";
  system.package.outdated = true;
  fix = only_finding(judged(rules::chain_refused, chain)).fix;
  CHECK(has(fix, "\n  sudo apt-get install --only-upgrade ca-certificates-java"));
}

TEST_CASE("ca/chain-refused: nobody reaches it, and nothing is known of its root") {
  Chain chain;
  for (Row& row : chain.seen.rows)
    refuse(row, trust::Cause::issuer_missing);
  chain.world.seen.certificates.clear();
  for (Store& store : chain.world.seen.stores)
    store.entries.clear();
  Finding finding = only_finding(judged(rules::chain_refused, chain));
  CHECK(has(finding.message,
            "cannot reach it: its chain ends at Gateway CA, whose issuer CN=Gateway Root is in no "
            "store of this machine; nobody on this machine reaches it"));
  CHECK(has(finding.fix, "take the certificate of CN=Gateway Root from"));
  for (Row& row : chain.seen.rows)
    row.client.reset();  // as with --store
  CHECK(has(only_finding(judged(rules::chain_refused, chain)).message,
            "store of this machine; no runtime accepts it with the stores named"));
}

TEST_CASE("ca/chain-refused: the file of NODE_EXTRA_CA_CERTS takes the root, and stays named") {
  Chain chain;
  Row& row = chain.client("Node.js", trust::Runtime::node, "/usr/bin/node");
  refuse(row, trust::Cause::issuer_missing);
  row.remedies = {adding({root("Gateway Root")}, "/etc/ssl/certs/ca-certificates.crt")};
  Store& own = chain.world.seen.stores[chain.world.index("/usr/bin/node")];
  own.format = trust::Format::compiled_in;
  CHECK(has(only_finding(judged(rules::chain_refused, chain)).fix,
            "\n  export NODE_EXTRA_CA_CERTS=\"$PWD/its-root.pem\""));
  chain.world.store("/srv/extra.pem", {root("Other Root")}).role = trust::Role::extra;
  trust::Client& node = chain.world.seen.clients[*chain.row("Node.js").client];
  node.uses.push_back({chain.world.index("/srv/extra.pem"), "NODE_EXTRA_CA_CERTS", true});
  Finding finding = only_finding(judged(rules::chain_refused, chain));
  CHECK(evidence(finding, "stores") == "/srv/extra.pem");
  CHECK(has(finding.fix, "its-root.pem /srv/extra.pem"));
  CHECK_FALSE(has(finding.fix, "export"));
  chain.world.seen.stores.back().role = trust::Role::bundle;  // SSL_CERT_FILE names it too
  CHECK(has(only_finding(judged(rules::chain_refused, chain)).fix, "its-root.pem /srv/extra.pem"));
}

TEST_CASE("ca/chain-refused: a self-signed certificate, and a root that was sent") {
  Chain chain;
  x509::Certificate self = root("api.gateway.test");
  chain.seen.sent = {self};
  for (Row& row : chain.seen.rows)
    refuse(row, trust::Cause::root_not_trusted);
  CHECK(has(only_finding(judged(rules::chain_refused, chain)).message,
            "it sends a certificate that it signed itself, api.gateway.test, which is not in"));
  chain.seen.sent = {certificate("api.gateway.test", "New Root"), root("New Root")};
  CHECK(has(only_finding(judged(rules::chain_refused, chain)).message,
            "its chain ends at the root New Root, which is not in their stores"));
}

TEST_CASE("ca/chain-refused: what the gateway must send is told elsewhere, once") {
  Chain chain;
  chain.seen.sent.resize(1);
  for (Row& row : chain.seen.rows) {
    refuse(row, trust::Cause::issuer_missing);
    row.remedies = {sending({certificate("Gateway CA", "Gateway Root")}, "/opt/extra.pem")};
  }
  Outcome outcome = judged(rules::chain_refused, chain);
  CHECK(skipped(outcome));
  CHECK(has(outcome.skipped_because, "see ca/chain-incomplete"));
  CHECK(judged(rules::chain_incomplete, chain).findings.size() == 1);
}

TEST_CASE("ca/chain-refused: an expired certificate is the gateway's, an expired root is ours") {
  Chain chain;
  chain.seen.sent[0].not_after = at("2026-11-20");
  for (Row& row : chain.seen.rows)
    refuse(row, trust::Cause::expired, "CN=api.gateway.test");
  Finding theirs = only_finding(judged(rules::chain_refused, chain));
  CHECK(has(theirs.message, ": its certificate api.gateway.test expired on 2026-11-20; nobody"));
  CHECK(has(theirs.fix, "the gateway must renew it"));
  CHECK(evidence(theirs, "not_after") == "2026-11-20T00:00:00Z");

  Chain old;
  x509::Certificate anchor = root("Gateway Root");
  anchor.not_after = at("2026-01-01");
  refuse(old.row("curl"), trust::Cause::expired, "CN=Gateway Root");
  old.row("curl").path = {old.seen.sent[0], old.seen.sent[1], anchor};
  Finding ours = only_finding(judged(rules::chain_refused, old));
  CHECK(has(ours.message, ": the root Gateway Root of this store expired on 2026-01-01; Java"));
  CHECK_FALSE(has(ours.message, "the gateway is fine"));
  CHECK(has(ours.fix, "must be updated\nfor /etc/ssl/certs/ca-certificates.crt: "));
}

TEST_CASE("ca/chain-refused: an expired cross-certificate was sent, and the newer root helps") {
  Chain chain;
  x509::Certificate cross = certificate("Gateway Root", "Old Root");
  cross.not_after = at("2020-05-30");
  chain.seen.sent.push_back(cross);
  Row& row = chain.row("Java");
  refuse(row, trust::Cause::expired, "CN=Gateway Root");
  row.remedies = {adding({root("Gateway Root")}, "/etc/ssl/certs/ca-certificates.crt")};
  Finding finding = only_finding(judged(rules::chain_refused, chain));
  CHECK(has(finding.message, ": Gateway Root, which it sends, expired on 2020-05-30; curl"));
  CHECK(has(finding.fix, "--save-root its-root.pem"));
  // The runtime named nothing: nobody is blamed.
  row.remedies.clear();
  row.verdict.at.clear();
  finding = only_finding(judged(rules::chain_refused, chain));
  CHECK(has(finding.message, "a certificate of its path expired; curl"));
  CHECK(has(finding.fix, "see in the evidence"));
}

TEST_CASE("ca/chain-refused: each cause has its own words and its own way out") {
  struct Kind {
    trust::Cause cause;
    const char *words, *fix;
  };
  const Kind kinds[] = {
      {trust::Cause::not_yet_valid, "is not valid before 2026-06-01", "date -u"},
      {trust::Cause::weak_digest, "digest that can be forged (sha256With", "see ca/chain-weak"},
      {trust::Cause::weak_key, "a key that is too short (RSA 2048)", "see ca/chain-weak"},
      {trust::Cause::name_constraints, "must not sign for this name", "no proof that it is right"},
      {trust::Cause::path_length, "pathLenConstraint", "may sign for it"},
      {trust::Cause::not_a_ca, "no authority (basicConstraints", "may sign for it"},
      {trust::Cause::purpose, "is not for TLS servers", "may sign for it"},
      {trust::Cause::bad_signature, "does not verify", "signed by the next"},
      {trust::Cause::anchor_not_root, "is the only anchor, and is no root", "PARTIAL_CHAIN"},
      {trust::Cause::distrusted, "not to be trusted for servers", "ca/chain-distrusted"},
      {trust::Cause::too_complex, "too many possible paths", "cross-certificates"},
      {trust::Cause::other, "40 at depth 1", "own words"},
  };
  for (const Kind& kind : kinds) {
    CAPTURE(kind.words);
    Chain chain;
    refuse(chain.row("Java"), kind.cause, "CN=Gateway CA", "40 at depth 1");
    Finding finding = only_finding(judged(rules::chain_refused, chain));
    CHECK(has(finding.message, kind.words));
    CHECK(has(finding.fix, kind.fix));
    CHECK(evidence(finding, "words") == "Java 17.0.15: 40 at depth 1");
  }
}

TEST_CASE(
    "ca/chain-refused: different causes are different findings, bare stores are told by path") {
  Chain chain;
  refuse(chain.row("Java"), trust::Cause::weak_digest, "CN=Gateway CA");
  Row& bare = chain.client("/opt/given.pem", trust::Runtime::gnutls, "/opt/given.pem");
  bare.client.reset();
  refuse(bare, trust::Cause::issuer_missing);
  bare.remedies = {adding({root("Gateway Root")}, "/etc/ssl/certs/ca-certificates.crt")};
  Outcome outcome = judged(rules::chain_refused, chain);
  REQUIRE(outcome.findings.size() == 2);
  CHECK(has(outcome.findings[1].message,
            "/opt/given.pem (by GnuTLS's rules) cannot reach it: the root Gateway Root is not in "
            "its store"));
}

TEST_CASE("ca/chain-refused: a store with the intermediate alone") {
  Chain chain;
  Row& row = chain.row("curl");
  refuse(row, trust::Cause::anchor_not_root, "CN=Gateway CA");
  row.remedies = {adding({root("Gateway Root")}, "/etc/ssl/certs/java/cacerts")};
  Finding finding = only_finding(judged(rules::chain_refused, chain));
  CHECK(has(finding.fix, "--save-root its-root.pem"));
}

TEST_CASE("ca/chain-refused: names of a hostile chain stay names") {
  Chain chain;
  chain.seen.sent.back().issuer = "CN=\x1b[31m`reboot`\n  rm -rf /";
  refuse(chain.row("Java"), trust::Cause::issuer_missing);
  Finding finding = only_finding(judged(rules::chain_refused, chain));
  CHECK_FALSE(has(finding.message, "\x1b"));
  CHECK_FALSE(has(finding.fix, "  rm"));
}

TEST_CASE("ca/chain-refused: accepted by all, judged by none") {
  Chain chain;
  CHECK(holds(judged(rules::chain_refused, chain)));
  for (Row& row : chain.seen.rows)
    row.verdict = {};
  CHECK(skipped(judged(rules::chain_refused, chain)));
}

}  // namespace checkoutdiag::ca::written
