#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

TEST_CASE("tls/sni-required: a note, with the alert") {
  TlsCase seen = good_gateway();
  seen.seen.sni.without = State::refused;
  seen.seen.sni.without_answer = {ReplyKind::alert, Alert{2, 112}, {}};
  Finding finding = only_finding(judged(rules::sni_required, seen));
  CHECK(finding.message == "answers only to a hello with a name");
  CHECK(finding.level == Level::note);
  CHECK(evidence(finding, "alert") == "unrecognized_name (112)");
  CHECK(has(finding.fix, "openssl s_client -connect api.gateway.test:443 -noservername"));
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

}  // namespace checkoutdiag::tls
