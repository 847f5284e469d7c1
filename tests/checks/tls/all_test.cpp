#include <doctest/doctest.h>

#include <set>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

namespace {

std::vector<Outcome> judge_all(const TlsCase& seen) {
  std::vector<Outcome> outcomes;
  judge(all(), seen, "api.gateway.test:443", outcomes);
  return outcomes;
}

std::string ids(const std::vector<Outcome>& outcomes, bool (*chosen)(const Outcome&)) {
  std::string text;
  for (const Outcome& each : outcomes)
    if (chosen(each)) text += (text.empty() ? "" : " ") + std::string(each.rule->id);
  return text;
}

bool found(const Outcome& each) {
  return !each.findings.empty();
}
bool open(const Outcome& each) {
  return !each.inconclusive_because.empty();
}

}  // namespace

TEST_CASE("tls: a good gateway has no finding and no open question") {
  std::vector<Outcome> outcomes = judge_all(good_gateway());
  CHECK(outcomes.size() == all().size());
  CHECK(ids(outcomes, &found) == "");
  CHECK(ids(outcomes, &open) == "");
}

TEST_CASE("tls: nothing reached is one open question, and nothing held") {
  for (ReplyKind kind : {ReplyKind::connect_refused, ReplyKind::silence, ReplyKind::proxy_error}) {
    std::vector<Outcome> outcomes = judge_all(unreachable(kind));
    CHECK(ids(outcomes, &found) == "");
    CHECK(ids(outcomes, &open) == "tls/reachable");
    CHECK(ids(outcomes, &holds) == "");
  }
}

TEST_CASE("tls: what is not TLS is one finding") {
  TlsCase seen = unreachable(ReplyKind::plain_http, "HTTP/1.0 400");
  seen.seen.reachable = State::refused;
  CHECK(ids(judge_all(seen), &found) == "tls/not-tls");
  CHECK(ids(judge_all(seen), &open) == "");
}

TEST_CASE("tls: all hellos refused is one finding") {
  TlsCase seen = good_gateway();
  for (Version version : kVersions)
    refuse(seen, version);
  seen.seen.chains.clear();
  seen.seen.local.attempt.ok = false;
  CHECK(ids(judge_all(seen), &found) == "tls/refuses-everything");
  CHECK(ids(judge_all(seen), &open) == "");
  CHECK(ids(judge_all(seen), &holds) ==
        "tls/reachable tls/not-tls tls/sni-name-refused tls/client-certificate");
}

TEST_CASE("tls: the rules about suites ask for one and the same line") {
  std::set<std::string_view> fixes;
  for (const Check<TlsCase>* check : all())
    if (has(check->rule.fix, "ssl_ciphers") && !has(check->rule.fix, "ssl_dhparam"))
      fixes.insert(check->rule.fix);
  CHECK(fixes.size() == 1);
}

TEST_CASE("tls: a silent version is said once, and no rule about it holds") {
  TlsCase seen = good_gateway();
  silence(seen, Version::ssl3);
  CHECK(ids(judge_all(seen), &open) == "tls/enumeration-complete");
  CHECK(skipped(judged(rules::protocol_outdated, seen)));
  CHECK(skipped(judged(rules::rc4_cipher, seen)));
}

TEST_CASE("tls: a store that cannot be read is inconclusive, and no path rule holds") {
  TlsCase seen = good_gateway();
  seen.seen.chains[0].verification = {};
  seen.seen.chains[0].verification.unavailable = "no such file";
  CHECK(ids(judge_all(seen), &open) == "tls/intermediate-missing tls/root-unknown");
  CHECK(skipped(judged(rules::chain_expired, seen)));
  CHECK(skipped(judged(rules::chain_invalid, seen)));
}

TEST_CASE("tls: the cause is told before its consequences") {
  TlsCase seen = good_gateway();
  accept(seen, Version::tls10, {0x000A});
  seen.seen.chains[0].host_matches = false;
  CHECK(ids(judge_all(seen), &found) ==
        "tls/host-mismatch tls/protocol-outdated tls/legacy-cipher tls/static-rsa tls/cbc-cipher");
}

}  // namespace checkoutdiag::tls
