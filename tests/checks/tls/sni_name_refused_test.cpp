#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

namespace {

TlsCase refusing() {
  TlsCase seen = good_gateway();
  for (Version version : kVersions)
    silence(seen, version);
  seen.seen.chains.clear();
  seen.seen.sni.name_refused = true;
  seen.seen.sni.same_leaf.reset();
  return seen;
}

}  // namespace

TEST_CASE("tls/sni-name-refused: the name is said, and what answers without it") {
  TlsCase seen = refusing();
  seen.seen.sni.default_subject = "CN=other.test";
  Finding finding = only_finding(judged(rules::sni_name_refused, seen));
  CHECK(finding.message == "refuses the name api.gateway.test with alert unrecognized_name (112)");
  CHECK(finding.level == Level::error);
  CHECK(has(finding.fix, "CN=other.test"));
  CHECK(has(finding.fix, "\n  checkoutdiag tls probe api.gateway.test --sni none"));
  seen.seen.sni.without = State::refused;
  CHECK(has(only_finding(judged(rules::sni_name_refused, seen)).fix,
            "\n  checkoutdiag tls probe api.gateway.test --sni NAME"));
}

TEST_CASE("tls/sni-name-refused: no name was sent") {
  TlsCase seen = refusing();
  seen.seen.sni.sent.clear();
  CHECK(has(only_finding(judged(rules::sni_name_refused, seen)).message, "without a name"));
}

TEST_CASE("tls/sni-name-refused: other rules do not guess about a refused name") {
  CHECK(skipped(judged(rules::enumeration_complete, refusing())));
  CHECK(skipped(judged(rules::protocol_missing, refusing())));
  TlsCase half = refusing();  // refused in one version only: the others did answer
  accept(half, Version::tls12, {0xC02F});
  CHECK(undecided(judged(rules::protocol_missing, half)));
}

TEST_CASE("tls/sni-name-refused: a known name holds") {
  CHECK(holds(judged(rules::sni_name_refused, good_gateway())));
  CHECK(skipped(judged(rules::sni_name_refused, unreachable(ReplyKind::silence))));
}

}  // namespace checkoutdiag::tls
