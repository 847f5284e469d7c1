#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

TEST_CASE("tls/chain-invalid: code, depth, words and subject") {
  TlsCase seen = good_gateway();
  fail_verification(seen, {{24, 1}, {24, 1}, {26, 0}});
  Outcome outcome = judged(rules::chain_invalid, seen);
  REQUIRE(outcome.findings.size() == 2);
  CHECK(outcome.findings[0].message ==
        "verification error 24 at CN=Gateway Issuing CA (error 24, depth 1)");
  CHECK(evidence(outcome.findings[0], "code") == "24");
  CHECK(evidence(outcome.findings[1], "depth") == "0");
}

TEST_CASE("tls/chain-invalid: an intermediate that is not valid yet") {
  TlsCase seen = good_gateway();
  fail_verification(seen, {{9, 1}});
  CHECK(evidence(only_finding(judged(rules::chain_invalid, seen)), "code") == "9");
  fail_verification(seen, {{9, 0}});
  CHECK(holds(judged(rules::chain_invalid, seen)));
}

TEST_CASE("tls/chain-invalid: what has a rule of its own is not told twice") {
  TlsCase seen = good_gateway();
  fail_verification(
      seen,
      {{2, 0}, {10, 0}, {10, 1}, {18, 0}, {19, 1}, {20, 0}, {21, 0}, {27, 0}, {62, 0}, {64, 0}});
  CHECK(holds(judged(rules::chain_invalid, seen)));
}

TEST_CASE("tls/chain-invalid: invalid without a reason is undecided, untried is skipped") {
  TlsCase seen = good_gateway();
  fail_verification(seen, {});
  CHECK(undecided(judged(rules::chain_invalid, seen)));
  seen.seen.chains[0].verification = {};
  CHECK(skipped(judged(rules::chain_invalid, seen)));
  CHECK(holds(judged(rules::chain_invalid, good_gateway())));
}

}  // namespace checkoutdiag::tls
