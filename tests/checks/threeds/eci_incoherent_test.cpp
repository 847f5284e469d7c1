#include <doctest/doctest.h>

#include "tests/checks/threeds/judged.hpp"

namespace checkoutdiag::threeds {

TEST_CASE("threeds/eci-incoherent: by status, and by scheme") {
  nlohmann::json request = test::request();
  request["acctNumber"] = "4111111111111111";
  nlohmann::json answer = {{"messageVersion", "2.2.0"}, {"transStatus", "Y"}, {"eci", "05"}};
  const auto told = [&] {
    return test::told(test::judged(rules::eci_incoherent,
                                   test::transaction({{"AReq", request}, {"ARes", answer}})));
  };
  CHECK(told() == "");
  answer["eci"] = "07";
  CHECK(told() == "transStatus is Y, and eci 07 says that nobody was authenticated");
  answer["eci"] = "02";
  CHECK(told() == "eci is 02, which visa does not have");
  answer["eci"] = "06";
  CHECK(told() == "transStatus is Y, and eci 06 of visa says another thing: an attempt was made");
  answer["eci"] = "02";
  request["acctNumber"] = "5555555555554444";
  CHECK(told() == "");
  answer["transStatus"] = "N";
  CHECK(told() == "transStatus is N, and eci 02 says that the cardholder was authenticated");
  answer["eci"] = "99";
  CHECK(told() == "eci is 99, which mastercard does not have");
  answer.erase("eci");
  answer["authenticationValue"] = "AAAB";
  CHECK(told() == "there is an authenticationValue and no eci");
  CHECK(test::judged(rules::eci_incoherent, test::transaction({{"ARes", {{"transStatus", "Y"}}}}))
            .skipped_because != "");
}

}  // namespace checkoutdiag::threeds
