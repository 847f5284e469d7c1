#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

TEST_CASE("tls/sni-required: a note, with the alert") {
  TlsCase seen = good_gateway();
  seen.seen.sni.without = State::refused;
  seen.seen.sni.without_answer = Answer{ReplyKind::alert, Alert{2, 112}, {}};
  seen.dial = {"127.0.0.1", 8443, true};
  Finding finding = only_finding(judged(rules::sni_required, seen));
  CHECK(finding.message == "answers only to a hello with a name");
  CHECK(finding.level == Level::note);
  CHECK(evidence(finding, "alert") == "unrecognized_name (112)");
  CHECK(has(finding.fix, "\n  openssl s_client -connect 127.0.0.1:8443 -noservername </dev/null"));
}

TEST_CASE("tls/sni-required: an answer holds; silence and a probe without a name say nothing") {
  TlsCase seen = good_gateway();
  CHECK(holds(judged(rules::sni_required, seen)));
  seen.seen.sni.without = State::unknown;
  CHECK(skipped(judged(rules::sni_required, seen)));
  seen.seen.sni.without = State::refused;
  seen.seen.sni.sent.clear();
  CHECK(skipped(judged(rules::sni_required, seen)));
}

TEST_CASE("tls/sni-required: without a name nothing is taken, and none was sent: an error") {
  TlsCase seen = good_gateway();
  seen.seen.sni.sent.clear();
  seen.seen.sni.without = State::refused;
  seen.seen.sni.without_answer = Answer{ReplyKind::alert, Alert{2, 112}, {}};
  seen.seen.local = {};
  for (Version version : kVersions)
    refuse(seen, version);
  seen.endpoint = seen.dial = {"127.0.0.1", 8443, true};
  Finding finding = only_finding(judged(rules::sni_required, seen));
  CHECK(finding.level == Level::error);
  CHECK(has(finding.message, "without a name (alert unrecognized_name (112)), and none was sent"));
  CHECK(finding.fix ==
        "ask by the gateway's name:\n  checkoutdiag tls probe NAME:8443 --connect 127.0.0.1:8443");
  CHECK(skipped(judged(rules::refuses_everything, seen)));
  seen.seen.sni.without_answer.reset();
  CHECK(has(only_finding(judged(rules::sni_required, seen)).message, "without a name, and none"));
}

}  // namespace checkoutdiag::tls
