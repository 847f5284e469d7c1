#include <doctest/doctest.h>

#include "tests/checks/token/probed.hpp"

namespace checkoutdiag::token {

TEST_CASE("token/expiry-unnamed: a code of its own, another's, none") {
  const auto& rule = rules::expiry_unnamed;
  ProbeFacts facts = test::good_probe();
  CHECK(test::probed(rule, facts).findings.empty());
  facts.uses[2].code = "token_expired";
  CHECK(test::probed(rule, facts).findings.at(0).message ==
        "one that is too old and one that was never made are refused alike: token_expired");
  facts.uses[4].code.clear();
  CHECK(test::probed(rule, facts).findings.at(0).message ==
        "a token that is too old is refused without a code: 400");
  facts.uses.pop_back();
  CHECK(test::probed(rule, facts).skipped_because != "");
}

}  // namespace checkoutdiag::token
