#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

TEST_CASE("tls/protocol-missing: at the policy's level") {
  TlsCase seen = good_gateway();
  refuse(seen, Version::tls13);
  Finding finding = only_finding(judged(rules::protocol_missing, seen));
  CHECK(finding.message == "does not accept TLS 1.3");
  CHECK(finding.level == Level::warning);
  seen.wanted.required = {{Version::tls13, Level::error}};
  CHECK(only_finding(judged(rules::protocol_missing, seen)).level == Level::error);
  CHECK(has(finding.fix, "\n  ssl_protocols TLSv1.2 TLSv1.3;"));
  seen.wanted.versions.clear();  // any version, and this one must be there
  CHECK(has(only_finding(judged(rules::protocol_missing, seen)).fix,
            "\n  ssl_protocols TLSv1.2 TLSv1.3;"));
}

TEST_CASE("tls/protocol-missing: a gateway with none of the allowed versions is an error") {
  TlsCase seen = good_gateway();
  refuse(seen, Version::tls12);
  refuse(seen, Version::tls13);
  accept(seen, Version::tls10, {0x002F});
  Outcome outcome = judged(rules::protocol_missing, seen);
  REQUIRE(outcome.findings.size() == 2);
  CHECK(outcome.findings[1].message == "accepts no version that the policy allows (TLS 1.2, 1.3)");
  CHECK(outcome.findings[1].level == Level::error);
  silence(seen, Version::tls12);
  CHECK(judged(rules::protocol_missing, seen).findings.size() == 1);
}

TEST_CASE("tls/protocol-missing: silence is undecided, and what is not required does not matter") {
  TlsCase seen = good_gateway();
  CHECK(holds(judged(rules::protocol_missing, seen)));
  silence(seen, Version::tls13);
  CHECK(judged(rules::protocol_missing, seen).inconclusive_because ==
        "it is not known whether TLS 1.3 is accepted; ask again with --timeout 20 "
        "--max-connections 1");
  seen.wanted.required.clear();
  CHECK(holds(judged(rules::protocol_missing, seen)));
  CHECK(skipped(judged(rules::protocol_missing, unreachable(ReplyKind::silence))));
}

}  // namespace checkoutdiag::tls
