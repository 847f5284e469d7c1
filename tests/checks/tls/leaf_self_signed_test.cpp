#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

namespace {

TlsCase self_signed() {
  TlsCase seen = good_gateway();
  seen.seen.chains[0].certificates = {certificate("CN=api.gateway.test", "CN=api.gateway.test")};
  return seen;
}

}  // namespace

TEST_CASE("tls/leaf-self-signed: not in the store") {
  TlsCase seen = self_signed();
  fail_verification(seen, {{18, 0}});
  Finding finding = only_finding(judged(rules::leaf_self_signed, seen));
  CHECK(finding.message ==
        "the certificate of api.gateway.test (RSA 2048) is signed by itself and "
        "not in /etc/ssl/certs/ca-certificates.crt");
  CHECK(holds(judged(rules::root_unknown, seen)));
  CHECK(holds(judged(rules::intermediate_missing, seen)));
  CHECK(holds(judged(rules::chain_invalid, seen)));
}

TEST_CASE("tls/leaf-self-signed: as an anchor it holds, though expired") {
  TlsCase seen = self_signed();
  CHECK(holds(judged(rules::leaf_self_signed, seen)));
  fail_verification(seen, {{10, 0}});
  CHECK(holds(judged(rules::leaf_self_signed, seen)));
}

TEST_CASE("tls/leaf-self-signed: without a store nobody knows") {
  TlsCase seen = self_signed();
  seen.seen.chains[0].verification = {};
  seen.seen.chains[0].verification.unavailable = "no such file";
  CHECK(has(judged(rules::leaf_self_signed, seen).inconclusive_because, "no such file"));
  TlsCase issued = good_gateway();
  issued.seen.chains[0].verification = {};
  CHECK(holds(judged(rules::leaf_self_signed, issued)));
}

}  // namespace checkoutdiag::tls
