#include <doctest/doctest.h>

#include "checks/waivers/waivers.hpp"

namespace checkoutdiag::waivers {
namespace {

Outcome judged(Use use, const char* expires = "2026-12-31") {
  WaiverCase seen;
  Waiver waiver{"tls/x", "a:443", "because", *text::parse_time(expires)};
  seen.entries.push_back({waiver, Place{"w.json", 4}, use});
  seen.at = *text::parse_time("2026-11-23T00:00:00Z");
  Outcome outcome{&rules::unused.rule, "w.json", {}, {}, {}};
  rules::unused.run(seen, outcome);
  return outcome;
}

TEST_CASE("waivers/unused: one that excuses nothing is a note that says why") {
  Outcome held = judged(Use::held);
  REQUIRE(held.findings.size() == 1);
  CHECK(held.findings[0].level == Level::note);
  CHECK(held.findings[0].message ==
        "the waiver of tls/x for a:443 excuses nothing: the rule holds");
  CHECK(held.findings[0].place->line == 4);
  Outcome nobody = judged(Use::no_subject);
  REQUIRE(nobody.findings.size() == 1);
  CHECK(nobody.findings[0].message ==
        "the waiver of tls/x for a:443 excuses nothing: no subject of this run has that name");
}

TEST_CASE("waivers/unused: silent when it is used, when nobody knows, and when it expired anyway") {
  CHECK(judged(Use::used).findings.empty());
  CHECK(judged(Use::undecided).findings.empty());
  CHECK(judged(Use::held, "2026-01-31").findings.empty());
}

TEST_CASE("waivers: both rules run, in this order") {
  REQUIRE(all().size() == 2);
  CHECK(all()[0] == &rules::expired);
  CHECK(all()[1] == &rules::unused);
}

}  // namespace
}  // namespace checkoutdiag::waivers
