#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

namespace {

// Everything but the root, which the store lacks.
TlsCase whole_chain() {
  TlsCase seen = good_gateway();
  fail_verification(seen, {{20, 1}});
  return seen;
}

x509::Certificate root() {
  return certificate("CN=Gateway Root", "CN=Gateway Root");
}

}  // namespace

TEST_CASE("tls/root-unknown: the store is named, and what is not known is said") {
  Finding finding = only_finding(judged(rules::root_unknown, whole_chain()));
  CHECK(finding.message ==
        "the chain of api.gateway.test (RSA 2048) ends at CN=Gateway Issuing CA, whose issuer "
        "CN=Gateway Root is not in /etc/ssl/certs/ca-certificates.crt");
  CHECK(evidence(finding, "root") == "CN=Gateway Root");
  CHECK(has(evidence(finding, "not_known"), "--fetch-aia tells"));
  CHECK(has(finding.fix, "\n  checkoutdiag tls probe api.gateway.test --ca-file its-root.pem"));
  CHECK(has(finding.fix, "\n  sudo update-ca-certificates\n"));
}

TEST_CASE("tls/root-unknown: a fetch that told nothing is not asked for again") {
  TlsCase seen = whole_chain();
  seen.seen.chains[0].aia.tried = true;
  seen.seen.chains[0].aia.failure = "HTTP 404";
  CHECK(evidence(only_finding(judged(rules::root_unknown, seen)), "not_known") ==
        "whether that issuer is a root or one more intermediate: --fetch-aia did not tell, HTTP "
        "404");
}

TEST_CASE("tls/root-unknown: the root was sent") {
  TlsCase seen = whole_chain();
  seen.seen.chains[0].certificates.push_back(root());
  fail_verification(seen, {{19, 2}});
  Finding finding = only_finding(judged(rules::root_unknown, seen));
  CHECK(has(finding.message, "ends at the root CN=Gateway Root, which is not in"));
  CHECK(evidence(finding, "root_sha256") == "sha256-CN=Gateway Root");
  CHECK(evidence(finding, "not_known") == "(none)");
}

TEST_CASE("tls/root-unknown: an intermediate above the sent ones is another finding") {
  TlsCase seen = whole_chain();
  x509::AiaProof& aia = seen.seen.chains[0].aia;
  aia.tried = aia.repaired = true;
  aia.added = {certificate("CN=Gateway Root", "CN=Older Root")};  // a cross-certificate
  CHECK(holds(judged(rules::root_unknown, seen)));
  CHECK(evidence(only_finding(judged(rules::intermediate_missing, seen)), "missing") ==
        "CN=Gateway Root");
}

TEST_CASE("tls/root-unknown: a leaf that only names itself as its issuer") {
  TlsCase seen = whole_chain();
  x509::Certificate& leaf = seen.seen.chains[0].certificates[0];
  seen.seen.chains[0].certificates.resize(1);
  leaf.issuer = leaf.subject;
  leaf.self_issued = true;
  fail_verification(seen, {{20, 0}});
  CHECK(judged(rules::root_unknown, seen).findings.size() == 1);
}

TEST_CASE("tls/root-unknown: trusted chains hold, an absent store is undecided") {
  CHECK(holds(judged(rules::root_unknown, good_gateway())));
  TlsCase seen = good_gateway();
  seen.seen.chains[0].verification = {};
  CHECK(undecided(judged(rules::root_unknown, seen)));
  TlsCase expired = good_gateway();
  fail_verification(expired, {{10, 0}});
  CHECK(holds(judged(rules::root_unknown, expired)));
}

}  // namespace checkoutdiag::tls
