#include <doctest/doctest.h>

#include "tests/checks/threeds/judged.hpp"

namespace checkoutdiag::threeds {

TEST_CASE("threeds/challenge-indicator: a series without one, and one with an exemption") {
  nlohmann::json body = test::request();
  const auto told = [&] {
    return test::told(
        test::judged(rules::challenge_indicator, test::transaction({{"AReq", body}})));
  };
  body["threeDSRequestorAuthenticationInd"] = "01";
  body["threeDSRequestorChallengeInd"] = "02";
  CHECK(told() == "");
  body["threeDSRequestorAuthenticationInd"] = "02";
  CHECK(told().find("a recurring payment begins") != std::string::npos);
  body["threeDSRequestorChallengeInd"] = "04";
  CHECK(told() == "");
  body["threeDSRequestorChallengeInd"] = nlohmann::json::array({"04", "05"});
  CHECK(told().find("at the same time") != std::string::npos);
  body.erase("threeDSRequestorChallengeInd");
  CHECK(told().find("it is not there") != std::string::npos);
  body["deviceChannel"] = "03";
  CHECK(told() == "");
}

}  // namespace checkoutdiag::threeds
