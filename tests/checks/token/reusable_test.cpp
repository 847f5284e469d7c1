#include <doctest/doctest.h>

#include "tests/checks/token/probed.hpp"

namespace checkoutdiag::token {

TEST_CASE("token/reusable: taken twice, and what is said of it") {
  const auto& rule = rules::reusable;
  ProbeFacts facts = test::good_probe();
  CHECK(test::probed(rule, facts).findings.empty());
  facts.uses[1].taken = Taken::taken;
  facts.uses[1].status = 200;
  CHECK(test::probed(rule, facts).findings.at(0).level == Level::warning);
  facts.gateway = gateway_of("braintree");
  CHECK(test::probed(rule, facts).findings.at(0).level == Level::error);
  facts.gateway = gateway_of("recurly");
  CHECK(test::probed(rule, facts).findings.at(0).level == Level::note);
  facts.uses[1] = test::use(Purpose::again, 0, Taken::unclear, 503);
  CHECK(test::probed(rule, facts).inconclusive_because != "");
  facts.uses[2].taken = Taken::taken;
  CHECK(test::probed(rule, facts).skipped_because == "any token is taken");
  facts.uses.clear();
  CHECK(test::probed(rule, facts).skipped_because != "");
}

}  // namespace checkoutdiag::token
