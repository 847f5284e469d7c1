#include <doctest/doctest.h>

#include "tests/checks/doctor/examined.hpp"

namespace checkoutdiag::doctor {

TEST_CASE("doctor/tls-intercepted: another authority signs through the proxy than directly") {
  Examined seen = good_examination();
  seen.seen.proxy = "http://proxy:3128 (https_proxy)";
  x509::Certificate real = tls::certificate("CN=api.gateway.test", "CN=Real Issuing CA");
  real.spki_sha256 = "aa";
  seen.seen.direct_chains = {{real}};
  seen.seen.tls.addresses[0].chains[0].certificates[0].spki_sha256 = "bb";
  const Finding finding = only_finding(judged(rules::tls_intercepted, seen));
  CHECK(has(finding.message, "the proxy http://proxy:3128 (https_proxy) opens the connection"));
  CHECK(evidence(finding, "direct_issuer") == "CN=Real Issuing CA");
  CHECK(has(finding.fix, "no_proxy=api.gateway.test"));
}

TEST_CASE(
    "doctor/tls-intercepted: the same key, or another leaf of one authority, is the gateway") {
  Examined seen = good_examination();
  seen.seen.proxy = "http://proxy:3128 (https_proxy)";
  x509::Certificate& shown = seen.seen.tls.addresses[0].chains[0].certificates[0];
  shown.spki_sha256 = "aa";
  x509::Certificate real = tls::certificate("CN=api.gateway.test", "CN=Another CA");
  real.spki_sha256 = "aa";
  seen.seen.direct_chains = {{real}};
  CHECK(holds(judged(rules::tls_intercepted, seen)));
  real.spki_sha256 = "bb";
  real.issuer = shown.issuer;
  seen.seen.direct_chains = {{real}};
  CHECK(holds(judged(rules::tls_intercepted, seen)));
}

TEST_CASE("doctor/tls-intercepted: a product by its name, without a proxy's being set") {
  Examined seen = good_examination();
  seen.known.interceptors.push_back({"snoopwall", "SnoopWall", {}});
  CHECK(holds(judged(rules::tls_intercepted, seen)));
  seen.seen.tls.addresses[0].chains[0].certificates[0].issuer = "CN=SnoopWall Untrusted CA";
  CHECK(evidence(only_finding(judged(rules::tls_intercepted, seen)), "product") == "SnoopWall");
}

TEST_CASE("doctor/tls-intercepted: an unknown root behind a proxy alone is an open question") {
  Examined seen = good_examination();
  seen.seen.proxy = "http://proxy:3128 (https_proxy)";
  seen.seen.direct_problem = "no answer to the connection within 5 s";
  CHECK(holds(judged(rules::tls_intercepted, seen)));
  seen.seen.tls.addresses[0].chains[0].verification.valid = false;
  seen.seen.tls.addresses[0].chains[0].verification.tried = true;
  CHECK(undecided(judged(rules::tls_intercepted, seen)));
  seen.seen.tls.addresses[0].chains.clear();
  CHECK(skipped(judged(rules::tls_intercepted, seen)));
}

}  // namespace checkoutdiag::doctor
