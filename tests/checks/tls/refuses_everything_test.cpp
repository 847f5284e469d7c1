#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

namespace {

TlsCase refusing() {
  TlsCase seen = good_gateway();
  for (Version version : kVersions)
    refuse(seen, version);
  facts(seen, Version::tls13).answer.alert = Alert{2, 40};
  facts(seen, Version::tls12).answer.alert = Alert{2, 40};
  seen.seen.chains.clear();
  seen.seen.sni.without = State::unknown;
  seen.seen.sni.same_leaf.reset();
  seen.seen.local = {};
  return seen;
}

}  // namespace

TEST_CASE("tls/refuses-everything: by which alerts, and what to check") {
  Finding finding = only_finding(judged(rules::refuses_everything, refusing()));
  CHECK(finding.message ==
        "refuses every hello: alert handshake_failure (40) to TLS 1.3, 1.2; alert protocol_version "
        "(70) to TLS 1.1, 1.0, SSLv3, SSLv2");
  CHECK(finding.level == Level::error);
  CHECK(evidence(finding, "name") == "api.gateway.test");
  CHECK(has(finding.fix, "\n  checkoutdiag tls probe api.gateway.test --sni NAME\n"));
  CHECK(has(finding.fix, "a list of addresses"));
}

TEST_CASE("tls/refuses-everything: a closed connection is told as one") {
  TlsCase seen = refusing();
  facts(seen, Version::ssl2).answer = {ReplyKind::closed, {}, {}};
  CHECK(has(only_finding(judged(rules::refuses_everything, seen)).message,
            "SSLv3; a closed connection to SSLv2"));
}

TEST_CASE("tls/refuses-everything: without a name, that comes first") {
  TlsCase seen = refusing();
  seen.seen.sni.sent.clear();
  seen.endpoint = seen.dial = {"127.0.0.1", 8443, true};
  Finding finding = only_finding(judged(rules::refuses_everything, seen));
  CHECK(has(finding.message, "no server name was sent, and every hello is refused: alert"));
  CHECK(finding.fix ==
        "ask by the gateway's name:\n  checkoutdiag tls probe NAME:8443 --connect 127.0.0.1:8443");
}

TEST_CASE("tls/refuses-everything: taken without the name, it is the name") {
  TlsCase seen = refusing();
  seen.seen.sni.without = State::accepted;
  CHECK(has(only_finding(judged(rules::refuses_everything, seen)).fix,
            "\n  checkoutdiag tls probe api.gateway.test --sni none"));
}

TEST_CASE("tls/refuses-everything: what would only echo it is skipped") {
  TlsCase seen = refusing();
  seen.seen.local.tried = true;
  for (const Check<TlsCase>* check :
       {&rules::local_openssl, &rules::protocol_missing, &rules::enumeration_complete,
        &rules::sha1_signature, &rules::compression})
    CHECK_MESSAGE(skipped(judged(*check, seen)), check->rule.id);
}

TEST_CASE("tls/refuses-everything: silence is no refusal, and one answer is enough to hold") {
  TlsCase silent = refusing();
  silence(silent, Version::tls12);
  CHECK(holds(judged(rules::refuses_everything, silent)));
  CHECK(undecided(judged(rules::enumeration_complete, silent)));
  CHECK(holds(judged(rules::refuses_everything, good_gateway())));
  TlsCase shaken = refusing();  // our hellos are disliked, and OpenSSL's is not
  shaken.seen.local.tried = shaken.seen.local.attempt.ok = true;
  CHECK(holds(judged(rules::refuses_everything, shaken)));
}

TEST_CASE("tls/refuses-everything: a refused name is another rule's") {
  TlsCase seen = refusing();
  seen.seen.sni.name_refused = true;
  CHECK(skipped(judged(rules::refuses_everything, seen)));
  CHECK(skipped(judged(rules::refuses_everything, unreachable(ReplyKind::silence))));
}

}  // namespace checkoutdiag::tls
