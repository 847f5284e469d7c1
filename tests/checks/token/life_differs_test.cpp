#include <doctest/doctest.h>

#include "tests/checks/token/probed.hpp"

namespace checkoutdiag::token {

TEST_CASE("token/life-differs: shorter, longer, as said, not reached") {
  const auto& rule = rules::life_differs;
  ProbeFacts facts = test::good_probe();
  CHECK(test::probed(rule, facts).findings.empty());
  CHECK(test::probed(rule, facts).inconclusive_because.empty());
  const Outcome shorter = test::probed(rule, facts, 900);
  CHECK(shorter.findings.at(0).message ==
        "a token was refused at 10 s (token_expired), and is said to live 15 min");
  CHECK(shorter.findings[0].level == Level::error);
  CHECK(test::probed(rule, facts, 5).findings.at(0).level == Level::note);
  // Between what was taken and what was refused lies all of the life: nothing is proven.
  ProbeFacts unclear = facts;
  unclear.uses[3] = test::use(Purpose::age, 9.8, Taken::unclear, 429);
  CHECK(test::probed(rule, unclear).inconclusive_because != "");
  // None was refused, and none was as old as it may be.
  facts.uses.pop_back();
  CHECK(test::probed(rule, facts, 900).inconclusive_because != "");
  CHECK(test::probed(rule, facts).inconclusive_because.starts_with("no token was refused"));
  CHECK(test::probed(rule, facts, {}).skipped_because != "");
  facts.uses[2].taken = Taken::taken;
  CHECK(test::probed(rule, facts).skipped_because == "any token is taken");
  facts.uses[2].taken = Taken::refused;
  facts.uses[0].taken = Taken::refused;
  CHECK(test::probed(rule, facts).skipped_because == "no fresh token was taken");
  // A refusal before an age at which one was taken was none of age.
  facts = test::good_probe();
  facts.uses.push_back(test::use(Purpose::age, 5, Taken::refused, 400, "other"));
  CHECK(facts.refused_at() == 10.2);
}

}  // namespace checkoutdiag::token
