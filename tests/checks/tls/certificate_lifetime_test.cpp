#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

TEST_CASE("tls/certificate-lifetime: longer than the policy allows, to the second") {
  TlsCase seen = good_gateway();
  seen.wanted.max_certificate_days = 90;
  CHECK(holds(judged(rules::certificate_lifetime, seen)));
  seen.seen.chains[0].certificates[0].not_after += std::chrono::seconds(1);
  Finding finding = only_finding(judged(rules::certificate_lifetime, seen));
  CHECK(has(finding.message, "is valid for 91 days, the policy allows 90 days"));
  CHECK(finding.level == Level::warning);
}

TEST_CASE("tls/certificate-lifetime: only the leaf, and only when the policy asks") {
  TlsCase seen = good_gateway();
  CHECK(skipped(judged(rules::certificate_lifetime, seen)));
  seen.wanted.max_certificate_days = 90;
  seen.seen.chains[0].certificates[1].not_after += std::chrono::days(3000);
  CHECK(holds(judged(rules::certificate_lifetime, seen)));
}

}  // namespace checkoutdiag::tls
