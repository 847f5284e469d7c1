#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

TEST_CASE("tls/leaf-not-yet-valid: with its first second, and ours") {
  TlsCase seen = good_gateway();
  seen.seen.chains[0].certificates[0].not_before = noon() + std::chrono::seconds(1);
  Finding finding = only_finding(judged(rules::leaf_not_yet_valid, seen));
  CHECK(has(finding.message, "is valid only from 2026-11-23T12:00:01Z"));
  CHECK(evidence(finding, "now") == "2026-11-23T12:00:00Z");
  CHECK(has(finding.fix,
            "\n  date -u\n  curl -skI -m 10 https://api.gateway.test/ | grep -i ^date\n"));
}

TEST_CASE("tls/leaf-not-yet-valid: the first second counts") {
  TlsCase seen = good_gateway();
  seen.seen.chains[0].certificates[0].not_before = noon();
  CHECK(holds(judged(rules::leaf_not_yet_valid, seen)));
  seen.at -= std::chrono::seconds(1);
  CHECK_FALSE(holds(judged(rules::leaf_not_yet_valid, seen)));
  CHECK(skipped(judged(rules::leaf_not_yet_valid, unreachable(ReplyKind::silence))));
}

}  // namespace checkoutdiag::tls
