#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

namespace {

TlsCase ending(Time not_after) {
  TlsCase seen = good_gateway();
  seen.seen.chains[0].certificates[0].not_after = not_after;
  return seen;
}

}  // namespace

TEST_CASE("tls/leaf-expired: with its day, and how long ago") {
  Finding finding =
      only_finding(judged(rules::leaf_expired, ending(noon() - std::chrono::days(3))));
  CHECK(finding.message ==
        "the certificate of api.gateway.test (RSA 2048) expired on 2026-11-20, 3 days ago");
  CHECK(finding.level == Level::error);
  CHECK(evidence(finding, "not_after") == "2026-11-20T12:00:00Z");
  CHECK(evidence(finding, "serial") == "0a");
}

TEST_CASE("tls/leaf-expired: the last second still counts") {
  CHECK(holds(judged(rules::leaf_expired, ending(noon()))));
  CHECK_FALSE(holds(judged(rules::leaf_expired, ending(noon() - std::chrono::seconds(1)))));
}

TEST_CASE("tls/leaf-expired: one of two leaves") {
  TlsCase seen = good_gateway();
  seen.seen.chains.push_back(seen.seen.chains[0]);
  x509::Certificate& second = seen.seen.chains[1].certificates[0];
  second.key_algorithm = "EC";
  second.key_group = "P-256";
  second.not_after = noon() - std::chrono::days(1);
  CHECK(has(only_finding(judged(rules::leaf_expired, seen)).message, "(EC P-256) expired"));
}

TEST_CASE("tls/leaf-expired: an intermediate is not a leaf, and no certificate is no verdict") {
  TlsCase seen = good_gateway();
  seen.seen.chains[0].certificates[1].not_after = noon() - std::chrono::days(1);
  CHECK(holds(judged(rules::leaf_expired, seen)));
  seen.seen.chains.clear();
  CHECK(skipped(judged(rules::leaf_expired, seen)));
}

}  // namespace checkoutdiag::tls
