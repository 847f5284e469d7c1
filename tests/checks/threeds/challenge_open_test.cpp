#include <doctest/doctest.h>

#include "tests/checks/threeds/judged.hpp"

namespace checkoutdiag::threeds {

TEST_CASE("threeds/challenge-open: never mounted, cancelled, and not known") {
  const nlohmann::json answer = {{"transStatus", "C"}};
  const auto seen = [&](const std::vector<std::pair<std::string, nlohmann::json>>& more) {
    auto all = more;
    all.insert(all.begin(), {"ARes", answer});
    return test::judged(rules::challenge_open, test::transaction(all));
  };
  CHECK(seen({{"RReq", {{"challengeCancel", "05"}}}}).findings.at(0).level == Level::error);
  CHECK(seen({{"RReq", {{"challengeCancel", "01"}}}}).findings.at(0).message ==
        "the challenge was ended: challengeCancel 01 (the cardholder cancelled)");
  CHECK(seen({{"RReq", {{"transStatus", "Y"}}}}).findings.empty());
  CHECK(seen({{"CReq", {{"a", "b"}}}}).inconclusive_because != "");
  CHECK(seen({{"CRes", {{"transStatus", "Y"}}}}).inconclusive_because == "");
  // The result alone tells it, too.
  CHECK(test::judged(rules::challenge_open,
                     test::transaction({{"RReq", {{"challengeCancel", "05"}}}}))
            .findings.size() == 1);
  CHECK(seen({{"AReq", {{"a", "b"}}}}).inconclusive_because != "");
  CHECK(test::judged(rules::challenge_open, test::transaction({{"ARes", {{"transStatus", "Y"}}}}))
            .skipped_because != "");
}

}  // namespace checkoutdiag::threeds
