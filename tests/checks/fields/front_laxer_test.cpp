#include <doctest/doctest.h>

#include "checks/fields/fields.hpp"
#include "tests/checks/fix_lines.hpp"

namespace checkoutdiag::fields {
namespace {

Outcome judged(const Check<PairCase>& check, const PairCase& seen) {
  Outcome outcome{&check.rule, "pair", {}, {}, {}};
  check.run(seen, outcome);
  CHECK(fault_of_fix(check.rule.fix) == "");
  return outcome;
}

PairCase laxer(const std::string& value) {
  PairCase seen;
  seen.seen.verdict = regex::Verdict::front_laxer;
  seen.seen.front_only = value;
  return seen;
}

}  // namespace

TEST_CASE("fields/front-laxer: the value that is sent and refused") {
  PairCase seen = laxer("111111111111 ");
  seen.seen.front_kinds = {{"hyphen", "1-1"}, {"line-break", "1\n1"}};
  Outcome outcome = judged(rules::front_laxer, seen);
  REQUIRE(outcome.findings.size() == 1);
  CHECK(outcome.findings[0].message ==
        "the front end takes '111111111111 ' and the gateway refuses it; also hyphen '1-1', "
        "line-break '1\\x0a1'");
  CHECK(outcome.findings[0].level == Level::error);
  seen.rules.normaliser = regex::normaliser_of("spaces").value();
  CHECK(judged(rules::front_laxer, seen).findings[0].message.find("sent as '111111111111',") !=
        std::string::npos);
  CHECK(judged(rules::front_stricter, seen).findings.empty());
}

TEST_CASE("fields/front-laxer: a normaliser that is enough, or the gateway's own rule") {
  PairCase seen = laxer("1 1");
  seen.cured_by = "spaces";
  seen.again = "checkoutdiag fields diff a.html stripe --normalise n=spaces";
  Finding finding = judged(rules::front_laxer, seen).findings.at(0);
  CHECK(finding.fix ==
        "normalise the value before it is sent: with spaces nothing is left that the gateway "
        "refuses; compare again with it:\n  checkoutdiag fields diff a.html stripe --normalise "
        "n=spaces");
  CHECK(fault_of_fix(finding.fix) == "");
  seen = laxer("1 1");
  seen.front_rule = "^\\d\n$";
  finding = judged(rules::front_laxer, seen).findings.at(0);
  CHECK(finding.fix.ends_with("is enough:\n  ^\\d\\x0a$"));
  seen.front_rule.clear();
  CHECK(judged(rules::front_laxer, seen).findings.at(0).fix.ends_with("is enough"));
}

TEST_CASE("fields/front-laxer: the empty value, a long one, and a card number") {
  CHECK(judged(rules::front_laxer, laxer("")).findings[0].message ==
        "the front end takes the empty value and the gateway refuses it");
  CHECK(judged(rules::front_laxer, laxer(std::string(3000, 'a'))).findings[0].message ==
        "the front end takes 'a' 3000 times and the gateway "
        "refuses it");
  const std::string told =
      judged(rules::front_laxer, laxer("4111111111111111")).findings[0].message;
  CHECK(told.find("4111111111111111") == std::string::npos);
  CHECK(told.find("411111") != std::string::npos);
}

TEST_CASE("fields/front-laxer: what could not be decided is no pass") {
  PairCase seen;
  seen.seen.reason = "the time for it is over";
  const Outcome outcome = judged(rules::front_laxer, seen);
  CHECK(outcome.findings.empty());
  CHECK(outcome.inconclusive_because ==
        "the two rules cannot be compared: the time for it is over");
  PairCase same;
  same.seen.verdict = regex::Verdict::equivalent;
  CHECK(judged(rules::front_laxer, same).inconclusive_because.empty());
}

TEST_CASE("fields/front-laxer: what was left out of a rule is no pass, and no finding") {
  PairCase seen = laxer("a");
  seen.rules.front_unread = {"max"};
  Outcome outcome = judged(rules::front_laxer, seen);
  CHECK(outcome.findings.empty());
  CHECK(outcome.inconclusive_because ==
        "the front end may take 'a', which the gateway refuses: max is not compared");
  PairCase same;
  same.seen.verdict = regex::Verdict::equivalent;
  same.rules.gateway_unread = {"\"format\": \"email\"", "\"not\""};
  CHECK(judged(rules::front_laxer, same).inconclusive_because ==
        "the gateway may refuse more than was compared: \"format\": \"email\", \"not\" are not "
        "compared");
  CHECK(judged(rules::front_stricter, same).inconclusive_because.empty());
}

}  // namespace checkoutdiag::fields
