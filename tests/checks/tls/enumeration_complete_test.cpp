#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

TEST_CASE("tls/enumeration-complete: every gap is named, with its evidence") {
  TlsCase seen = good_gateway();
  silence(seen, Version::tls10);
  facts(seen, Version::tls11).state = State::unknown;
  facts(seen, Version::tls11).answer = {ReplyKind::alert, Alert{2, 80}, {}};
  facts(seen, Version::tls12).complete = false;
  facts(seen, Version::tls12).incomplete_because = "silence after 2 suites";
  seen.seen.groups.complete = false;
  seen.seen.groups.incomplete_because = "reset after 1 group";
  Outcome outcome = judged(rules::enumeration_complete, seen);
  CHECK(undecided(outcome));
  CHECK(outcome.inconclusive_because ==
        "TLS 1.0 is unknown (no answer in time); TLS 1.1 is unknown (alert internal_error (80), "
        "which is no refusal); the suites of TLS 1.2 are not complete (silence after 2 suites); "
        "the groups are not complete (reset after 1 group); ask again with --timeout 20 "
        "--max-connections 1");
  seen.seen.interrupted = true;
  CHECK(has(judged(rules::enumeration_complete, seen).inconclusive_because, "let the run come"));
}

TEST_CASE("tls/enumeration-complete: a version that was not asked for") {
  TlsCase seen = good_gateway();
  seen.seen.versions.erase(seen.seen.versions.begin());
  CHECK(has(judged(rules::enumeration_complete, seen).inconclusive_because,
            "SSLv2 is unknown (not asked)"));
}

TEST_CASE("tls/enumeration-complete: no certificate where one is due") {
  TlsCase seen = good_gateway();
  seen.seen.chains.clear();
  CHECK(has(judged(rules::enumeration_complete, seen).inconclusive_because,
            "no certificate was seen"));
  accept(seen, Version::tls12, {0x0034});  // anonymous: none is due
  refuse(seen, Version::tls13);
  CHECK(holds(judged(rules::enumeration_complete, seen)));
}

TEST_CASE(
    "tls/enumeration-complete: complete holds, groups that were not asked for do not matter") {
  TlsCase seen = good_gateway();
  CHECK(holds(judged(rules::enumeration_complete, seen)));
  seen.seen.groups = {};
  CHECK(holds(judged(rules::enumeration_complete, seen)));
  seen.seen.groups.incomplete_because = "silence";
  CHECK(undecided(judged(rules::enumeration_complete, seen)));
  CHECK(skipped(judged(rules::enumeration_complete, unreachable(ReplyKind::silence))));
}

}  // namespace checkoutdiag::tls
