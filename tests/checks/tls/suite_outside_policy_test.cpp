#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

TEST_CASE("tls/suite-outside-policy: what the list lacks is a finding at the policy's level") {
  TlsCase seen = good_gateway();
  seen.wanted.suites = {0x1301, 0x1302, 0x1303, 0xC02B};
  Finding finding = only_finding(judged(rules::suite_outside_policy, seen));
  CHECK(finding.message == "accepts TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 (TLS 1.2)");
  CHECK(finding.level == Level::warning);
  seen.wanted.outside_list = Level::error;
  CHECK(only_finding(judged(rules::suite_outside_policy, seen)).level == Level::error);
}

TEST_CASE("tls/suite-outside-policy: one line is the fix, and one more for TLS 1.3") {
  TlsCase seen = good_gateway();
  seen.wanted.suites = {0x1301, 0x1302, 0x1303, 0xC02B};
  CHECK(only_finding(judged(rules::suite_outside_policy, seen)).fix.empty());
  CHECK(has(rules::suite_outside_policy.rule.fix, "\n  ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;"));
  accept(seen, Version::tls13, {0x1301, 0x1304});
  std::string fix = only_finding(judged(rules::suite_outside_policy, seen)).fix;
  CHECK(has(fix, "\n  ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;"));
  CHECK(has(fix, "\n  ssl_conf_command Ciphersuites TLS_AES_256_GCM_SHA384:"));
}

TEST_CASE("tls/suite-outside-policy: a version outside the policy is told elsewhere") {
  TlsCase seen = good_gateway();
  seen.wanted.suites = {0x1301, 0x1302, 0x1303};
  seen.wanted.versions = {Version::tls13};
  CHECK(holds(judged(rules::suite_outside_policy, seen)));
  seen.wanted.versions.clear();
  CHECK(evidence(only_finding(judged(rules::suite_outside_policy, seen)), "versions") == "tls1.2");
}

TEST_CASE("tls/suite-outside-policy: no list, or nothing proven") {
  CHECK(skipped(judged(rules::suite_outside_policy, good_gateway())));
  TlsCase seen = good_gateway();
  seen.wanted.suites = {0x1301, 0x1302, 0x1303, 0xC02B, 0xC02F};
  CHECK(holds(judged(rules::suite_outside_policy, seen)));
  facts(seen, Version::tls12).complete = false;
  CHECK(skipped(judged(rules::suite_outside_policy, seen)));
}

}  // namespace checkoutdiag::tls
