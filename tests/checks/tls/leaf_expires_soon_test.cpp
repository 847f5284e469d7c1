#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

namespace {

TlsCase ending(std::chrono::seconds left) {
  TlsCase seen = good_gateway();
  seen.seen.chains[0].certificates[0].not_after = noon() + left;
  return seen;
}

}  // namespace

TEST_CASE("tls/leaf-expires-soon: fewer whole days left than the policy wants") {
  Finding finding = only_finding(
      judged(rules::leaf_expires_soon, ending(std::chrono::days(21) - std::chrono::seconds(1))));
  CHECK(has(finding.fix, "\n  checkoutdiag tls probe api.gateway.test --expiry-warning 42"));
  CHECK(finding.message ==
        "the certificate of api.gateway.test (RSA 2048) expires on 2026-12-14, in 20 days");
  CHECK(finding.level == Level::warning);
  CHECK(evidence(finding, "days_left") == "20");
  CHECK(holds(judged(rules::leaf_expires_soon, ending(std::chrono::days(21)))));
}

TEST_CASE("tls/leaf-expires-soon: the last second is soon, the one after is tls/leaf-expired") {
  CHECK(has(only_finding(judged(rules::leaf_expires_soon, ending({}))).message, "in 0 days"));
  CHECK(holds(judged(rules::leaf_expires_soon, ending(std::chrono::seconds(-1)))));
}

TEST_CASE("tls/leaf-expires-soon: the line can be moved") {
  TlsCase seen = ending(std::chrono::days(30));
  CHECK(holds(judged(rules::leaf_expires_soon, seen)));
  seen.wanted.expiry_warning_days = 31;
  CHECK(only_finding(judged(rules::leaf_expires_soon, seen)).level == Level::warning);
  seen.seen.chains.clear();
  CHECK(skipped(judged(rules::leaf_expires_soon, seen)));
}

}  // namespace checkoutdiag::tls
