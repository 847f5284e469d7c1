#include "checks/doctor/diagnosis.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "checks/ca/ca.hpp"
#include "checks/doctor/causes.hpp"
#include "checks/registry.hpp"
#include "tests/checks/doctor/examined.hpp"

namespace checkoutdiag::doctor {
namespace {

/// Outcomes as the rules of several families would give them.
struct Outcomes {
  std::vector<Outcome> all;

  Finding& fail(std::string_view rule, const std::string& message, Level level = Level::error) {
    Outcome outcome{find_rule(rule), "api.gateway.test:443", {}, {}, {}};
    REQUIRE(outcome.rule);
    outcome.fail_text(message).at_level(level);
    all.push_back(std::move(outcome));
    return all.back().findings.back();
  }
  void open(std::string_view rule, const std::string& why) {
    Outcome outcome{find_rule(rule), "api.gateway.test:443", {}, {}, {}};
    REQUIRE(outcome.rule);
    outcome.undecided_text(why);
    all.push_back(std::move(outcome));
  }
};

std::vector<std::string> keys(const Diagnosis& diagnosis) {
  std::vector<std::string> all;
  for (const Cause& each : diagnosis.causes)
    all.push_back(each.key);
  return all;
}

}  // namespace

TEST_CASE("doctor diagnosis: nothing found is nothing wrong, and it is said") {
  const Examined seen = good_examination();
  const Diagnosis diagnosis = diagnose(seen.as_case(), {});
  CHECK(diagnosis.causes.empty());
  CHECK(has(diagnosis.verdict, "nothing is wrong on this side"));
}

TEST_CASE("doctor diagnosis: a run that was ended early says so instead of a verdict") {
  Examined seen = good_examination();
  seen.seen.interrupted = true;
  CHECK(has(diagnose(seen.as_case(), {}).verdict, "was ended early"));
}

TEST_CASE("doctor diagnosis: a consequence stands under its cause") {
  const Examined seen = good_examination();
  Outcomes outcomes;
  outcomes.fail("ca/chain-refused", "six runtimes refuse").with("cause", "expired");
  outcomes.fail("tls/leaf-expired", "it expired");
  const Diagnosis diagnosis = diagnose(seen.as_case(), outcomes.all);
  REQUIRE(keys(diagnosis) == std::vector<std::string>{"certificate-expired"});
  CHECK(diagnosis.causes[0].seen[0].message == "it expired");
  CHECK(diagnosis.causes[0].explains[0].message == "six runtimes refuse");
  CHECK(has(diagnosis.verdict, "the gateway is to be mended"));
}

TEST_CASE("doctor diagnosis: a clock explains dates only where the other clock makes them good") {
  Examined seen = good_examination();
  Outcomes outcomes;
  outcomes.fail("tls/leaf-expired", "it expired");
  outcomes.fail("doctor/clock-skew", "20 minutes ahead");
  seen.seen.clock.least = 1199;
  seen.seen.clock.most = 1201;
  x509::Certificate& leaf = seen.seen.tls.addresses[0].chains[0].certificates[0];
  leaf.not_after = tls::noon() - std::chrono::minutes(5);
  CHECK(keys(diagnose(seen.as_case(), outcomes.all)) == std::vector<std::string>{"clock-off"});
  // Expired by both clocks: two faults.
  leaf.not_after = tls::noon() - std::chrono::hours(48);
  CHECK(diagnose(seen.as_case(), outcomes.all).causes.size() == 2);
}

TEST_CASE("doctor diagnosis: what stops requests comes before what does not") {
  const Examined seen = good_examination();
  Outcomes outcomes;
  outcomes.fail("tls/rc4-cipher", "accepts RC4");
  outcomes.fail("tls/leaf-expires-soon", "ends in 5 days", Level::warning);
  outcomes.open("doctor/http-answer", "no answer");
  outcomes.fail("tls/intermediate-missing", "sends its leaf alone");
  const Diagnosis diagnosis = diagnose(seen.as_case(), outcomes.all);
  CHECK(keys(diagnosis) == std::vector<std::string>{"intermediate-missing", "no-http-answer",
                                                    "weak-tls", "leaf-expires-soon"});
  CHECK(diagnosis.causes[0].unexplained.size() == 3);
  CHECK(!diagnosis.causes[1].level);
}

TEST_CASE("doctor diagnosis: waived findings and notes are no causes") {
  const Examined seen = good_examination();
  Outcomes outcomes;
  outcomes.fail("tls/leaf-expired", "it expired").waived = Waiver{};
  outcomes.fail("tls/client-certificate", "optional", Level::note);
  CHECK(diagnose(seen.as_case(), outcomes.all).causes.empty());
}

TEST_CASE("doctor diagnosis: a proxy that may intercept is the likeliest, not the proven cause") {
  Examined seen = good_examination();
  seen.seen.proxy = "http://proxy:3128 (https_proxy)";
  Outcomes outcomes;
  outcomes.fail("tls/root-unknown", "the root is not known");
  outcomes.open("doctor/tls-intercepted", "not known");
  const Diagnosis diagnosis = diagnose(seen.as_case(), outcomes.all);
  REQUIRE(keys(diagnosis) == std::vector<std::string>{"tls-intercepted"});
  CHECK(!diagnosis.causes[0].proven);
  CHECK(diagnosis.causes[0].level == Level::error);
}

TEST_CASE("doctor diagnosis: every format begins with what shows the first cause") {
  const Examined seen = good_examination();
  Outcomes outcomes;
  outcomes.fail("tls/rc4-cipher", "accepts RC4");
  outcomes.fail("ca/chain-refused", "refused").with("cause", "expired");
  outcomes.fail("tls/leaf-expired", "it expired");
  put_causes_first(diagnose(seen.as_case(), outcomes.all), outcomes.all);
  CHECK(outcomes.all[0].rule->id == "tls/leaf-expired");
  CHECK(outcomes.all[1].rule->id == "ca/chain-refused");
  CHECK(outcomes.all[2].rule->id == "tls/rc4-cipher");
}

TEST_CASE("doctor diagnosis: every rule that the table names exists") {
  for (const CauseRow& row : cause_rows()) {
    CHECK(!row.shown_by.empty());
    for (const auto& marks : {row.shown_by, row.explains})
      for (const Mark& mark : marks)
        CHECK_MESSAGE((mark.rule.ends_with("/*") || find_rule(mark.rule)), mark.rule);
  }
}

// Of any pair of a table's rows' first signs there is one cause or two, and each sign is told once.
TEST_CASE("doctor diagnosis: each sign belongs to exactly one cause") {
  const Examined seen = good_examination();
  const std::vector<const Rule*> rules = all_rules();
  for (std::size_t i = 0; i < rules.size(); i += 3) {
    Outcomes outcomes;
    for (std::size_t j = i; j < std::min(rules.size(), i + 12); ++j)
      outcomes.fail(rules[j]->id, "x");
    std::size_t told = 0;
    for (const Cause& each : diagnose(seen.as_case(), outcomes.all).causes)
      told += each.seen.size() + each.explains.size();
    CHECK(told == outcomes.all.size());
  }
}

}  // namespace checkoutdiag::doctor
