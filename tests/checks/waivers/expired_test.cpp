#include <doctest/doctest.h>

#include "checks/waivers/waivers.hpp"

namespace checkoutdiag::waivers {
namespace {

Outcome judged(const char* expires, const char* at, Use use) {
  WaiverCase seen;
  Waiver waiver{"tls/x", "a\x1b:443", "because", *text::parse_time(expires)};
  seen.entries.push_back({waiver, Place{"w.json", 4}, use});
  seen.at = *text::parse_time(at);
  Outcome outcome{&rules::expired.rule, "w.json", {}, {}, {}};
  rules::expired.run(seen, outcome);
  return outcome;
}

TEST_CASE("waivers/expired: a waiver counts to the end of its day") {
  CHECK(judged("2026-11-23", "2026-11-23T23:59:59Z", Use::used).findings.empty());
  CHECK(judged("2026-11-23", "2026-11-24T00:00:00Z", Use::used).findings.size() == 1);
}

TEST_CASE("waivers/expired: is told where it is written, used or not, and escaped") {
  Outcome outcome = judged("2026-01-31", "2026-11-23T00:00:00Z", Use::no_subject);
  REQUIRE(outcome.findings.size() == 1);
  const Finding& finding = outcome.findings[0];
  CHECK(finding.message == "the waiver of tls/x for a\\x1b:443 ended on 2026-01-31");
  CHECK(finding.level == Level::warning);
  CHECK(finding.place->line == 4);
}

}  // namespace
}  // namespace checkoutdiag::waivers
