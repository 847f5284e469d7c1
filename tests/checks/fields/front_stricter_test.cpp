#include <doctest/doctest.h>

#include "checks/fields/fields.hpp"
#include "tests/checks/fix_lines.hpp"

namespace checkoutdiag::fields {

TEST_CASE("fields/front-stricter: the value that nobody can send") {
  PairCase seen;
  seen.seen.verdict = regex::Verdict::front_stricter;
  seen.seen.gateway_only = "A1 1AA";
  Outcome outcome{&rules::front_stricter.rule, "pair", {}, {}, {}};
  rules::front_stricter.run(seen, outcome);
  REQUIRE(outcome.findings.size() == 1);
  CHECK(outcome.findings[0].message == "the front end refuses 'A1 1AA', which the gateway takes");
  CHECK(outcome.findings[0].level == Level::warning);
  CHECK(fault_of_fix(rules::front_stricter.rule.fix) == "");
  CHECK(outcome.inconclusive_because.empty());
}

TEST_CASE("fields/front-stricter: what could not be decided is no pass") {
  PairCase seen;
  seen.seen.reason = "the time for it is over";
  Outcome outcome{&rules::front_stricter.rule, "pair", {}, {}, {}};
  rules::front_stricter.run(seen, outcome);
  CHECK(outcome.findings.empty());
  CHECK_FALSE(outcome.inconclusive_because.empty());
}

TEST_CASE("fields/front-stricter: what was left out of a rule is no pass, and no finding") {
  PairCase seen;
  seen.seen.verdict = regex::Verdict::front_stricter;
  seen.seen.gateway_only = "1";
  seen.rules.gateway_unread = {"format"};
  Outcome outcome{&rules::front_stricter.rule, "pair", {}, {}, {}};
  rules::front_stricter.run(seen, outcome);
  CHECK(outcome.findings.empty());
  CHECK(outcome.inconclusive_because ==
        "the front end refuses '1', which the gateway may take: format is not compared");
  PairCase same;
  same.seen.verdict = regex::Verdict::equivalent;
  same.rules.front_unread = {"max"};
  Outcome other{&rules::front_stricter.rule, "pair", {}, {}, {}};
  rules::front_stricter.run(same, other);
  CHECK(other.inconclusive_because ==
        "the front end may refuse more than was compared: max is not compared");
}

}  // namespace checkoutdiag::fields
