#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

namespace {

// What OpenSSL says of a leaf alone, whether or not its root is known.
TlsCase leaf_alone() {
  TlsCase seen = good_gateway();
  seen.seen.chains[0].certificates.resize(1);
  fail_verification(seen, {{20, 0}, {21, 0}});
  return seen;
}

// Everything but the root, which the store lacks.
TlsCase whole_chain() {
  TlsCase seen = good_gateway();
  fail_verification(seen, {{20, 1}});
  return seen;
}

x509::Certificate intermediate() {
  return certificate("CN=Gateway Issuing CA", "CN=Gateway Root");
}

x509::Certificate root() {
  return certificate("CN=Gateway Root", "CN=Gateway Root");
}

}  // namespace

TEST_CASE("tls/intermediate-missing: a leaf alone, not proven and it says so") {
  Finding finding = only_finding(judged(rules::intermediate_missing, leaf_alone()));
  CHECK(finding.message ==
        "sends its leaf alone for api.gateway.test (RSA 2048), without its issuer CN=Gateway "
        "Issuing CA (it is not in /etc/ssl/certs/ca-certificates.crt either; that it is an "
        "intermediate and not a root is likely, not proven)");
  CHECK(evidence(finding, "proof") == "none");
  CHECK(evidence(finding, "store") == "/etc/ssl/certs/ca-certificates.crt");
  CHECK(has(evidence(finding, "verify_errors"), "20 at depth 0"));
  CHECK(has(finding.fix, "the full chain"));
  CHECK(has(finding.fix, "if that issuer is a root, the gateway is right"));
  CHECK(has(finding.fix, "\n  checkoutdiag tls probe api.gateway.test --ca-file its-root.pem"));
  CHECK_FALSE(has(finding.fix, "--fetch-aia"));  // there is no URL to fetch from
  CHECK(skipped(judged(rules::root_unknown, leaf_alone())));
  TlsCase with_url = leaf_alone();
  with_url.seen.chains[0].certificates[0].ca_issuers_urls = {"http://ca.test/issuing.der"};
  CHECK(has(only_finding(judged(rules::intermediate_missing, with_url)).fix,
            "\n  checkoutdiag tls probe api.gateway.test --fetch-aia\n"));
}

TEST_CASE("tls/intermediate-missing: a fetch that failed says why, and is not asked for again") {
  TlsCase seen = leaf_alone();
  seen.seen.chains[0].certificates[0].ca_issuers_urls = {"http://ca.test/issuing.der"};
  seen.seen.chains[0].aia.tried = true;
  seen.seen.chains[0].aia.failure = "HTTP 404";
  Finding finding = only_finding(judged(rules::intermediate_missing, seen));
  CHECK(has(finding.message, "is likely, not proven; --fetch-aia did not prove it: HTTP 404)"));
  CHECK_FALSE(has(finding.fix, "--fetch-aia"));
}

TEST_CASE("tls/intermediate-missing: proven when the chain is valid with what was fetched") {
  TlsCase seen = leaf_alone();
  x509::AiaProof& aia = seen.seen.chains[0].aia;
  aia.tried = aia.repaired = true;
  aia.added = {intermediate()};
  aia.urls = {"http://ca.test/issuing.der;id"};
  Finding finding = only_finding(judged(rules::intermediate_missing, seen));
  CHECK(has(finding.message,
            "(proven: the chain is valid in /etc/ssl/certs/ca-certificates.crt "
            "with it added)"));
  CHECK(evidence(finding, "proof") == "aia");
  CHECK(has(finding.fix,
            "\n  curl -s 'http://ca.test/issuing.der;id' | openssl x509 >> fullchain.pem\n"));
  CHECK(holds(judged(rules::root_unknown, seen)));
}

TEST_CASE("tls/intermediate-missing: with the root unknown besides, both are told") {
  TlsCase seen = leaf_alone();
  seen.seen.chains[0].aia.tried = true;
  seen.seen.chains[0].aia.added = {intermediate(), root()};
  seen.seen.chains[0].aia.failure = "the root is not in the store";
  CHECK(evidence(only_finding(judged(rules::intermediate_missing, seen)), "missing") ==
        "CN=Gateway Issuing CA");
  CHECK(has(only_finding(judged(rules::root_unknown, seen)).message, "the root CN=Gateway Root"));
}

TEST_CASE("tls/intermediate-missing: a leaf straight from a root lacks none") {
  TlsCase seen = leaf_alone();
  seen.seen.chains[0].certificates[0].issuer = "CN=Gateway Root";
  seen.seen.chains[0].aia.tried = true;
  seen.seen.chains[0].aia.added = {root()};
  CHECK(holds(judged(rules::intermediate_missing, seen)));
  CHECK(only_finding(judged(rules::root_unknown, seen)).level == Level::error);
}

TEST_CASE("tls/intermediate-missing: the other chain of the gateway proves it") {
  TlsCase seen = leaf_alone();
  ChainFacts other = good_gateway().seen.chains[0];
  other.certificates[0].sha256 = "another leaf";
  seen.seen.chains.push_back(other);
  Finding finding = only_finding(judged(rules::intermediate_missing, seen));
  CHECK(evidence(finding, "proof") == "other chain");
  CHECK(has(finding.fix, "ssl_certificate fullchain.pem;"));
}

TEST_CASE("tls/intermediate-missing: certificates that belong to somebody else do not help") {
  TlsCase seen = leaf_alone();
  seen.seen.chains[0].certificates.push_back(certificate("CN=Stranger CA", "CN=Stranger Root"));
  CHECK(
      has(only_finding(judged(rules::intermediate_missing, seen)).message, "sends 2 certificates"));
}

TEST_CASE("tls/intermediate-missing: a valid or a whole chain holds, in whatever order it came") {
  CHECK(holds(judged(rules::intermediate_missing, good_gateway())));
  CHECK(holds(judged(rules::intermediate_missing, whole_chain())));
  TlsCase mixed = whole_chain();
  std::vector<x509::Certificate>& sent = mixed.seen.chains[0].certificates;
  sent.insert(sent.begin() + 1, certificate("CN=Stranger CA", "CN=Stranger Root"));
  CHECK(holds(judged(rules::intermediate_missing, mixed)));
}

TEST_CASE("tls/intermediate-missing: names that go in a circle end") {
  TlsCase seen = whole_chain();
  seen.seen.chains[0].certificates[1].issuer = "CN=api.gateway.test";
  CHECK(judged(rules::intermediate_missing, seen).findings.size() <= 1);
}

TEST_CASE("tls/intermediate-missing: without a store it is undecided") {
  TlsCase seen = leaf_alone();
  seen.seen.chains[0].verification = {};
  seen.seen.chains[0].verification.unavailable = "permission denied";
  CHECK(has(judged(rules::intermediate_missing, seen).inconclusive_because, "permission denied"));
  CHECK(skipped(judged(rules::intermediate_missing, unreachable(ReplyKind::silence))));
}

}  // namespace checkoutdiag::tls
