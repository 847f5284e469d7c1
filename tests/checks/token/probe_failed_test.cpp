#include <doctest/doctest.h>

#include "tests/checks/token/probed.hpp"

namespace checkoutdiag::token {

TEST_CASE("token/probe-failed: what a fresh token must show first") {
  const auto& rule = rules::probe_failed;
  ProbeFacts facts = test::good_probe();
  CHECK(test::probed(rule, facts).inconclusive_because.empty());
  ProbeFacts endless = facts;
  endless.uses.pop_back();
  CHECK(test::probed(rule, endless).inconclusive_because.empty());
  CHECK(test::probed(rule, endless, {}).inconclusive_because.starts_with("no token was refused"));
  facts.was_interrupted = true;
  CHECK(test::probed(rule, facts).inconclusive_because != "");
  facts.uses[2] = test::use(Purpose::unknown, 0, Taken::taken, 200);
  CHECK(test::probed(rule, facts).inconclusive_because.starts_with("a token that was never made"));
  facts.uses[0] = test::use(Purpose::fresh, 0, Taken::refused, 400, "invalid_amount");
  CHECK(test::probed(rule, facts).inconclusive_because ==
        "a fresh token is refused as well: 400 (invalid_amount)");
  facts.uses[0] = test::use(Purpose::fresh, 0, Taken::unclear, 503);
  CHECK(test::probed(rule, facts).inconclusive_because ==
        "the use of a fresh token was answered 503: it failed");
  facts.uses.clear();
  CHECK(test::probed(rule, facts).inconclusive_because != "");
  facts.problem = "the exchange was answered 500";
  CHECK(test::probed(rule, facts).inconclusive_because == "the exchange was answered 500");
}

}  // namespace checkoutdiag::token
