#include <doctest/doctest.h>

#include "tests/checks/threeds/judged.hpp"

namespace checkoutdiag::threeds {

TEST_CASE("threeds/not-authenticated: the status with its reason, and what helps") {
  nlohmann::json answer = {{"transStatus", "N"}, {"transStatusReason", "05"}};
  const auto seen = [&] {
    return test::judged(rules::not_authenticated, test::transaction({{"ARes", answer}}));
  };
  CHECK(seen().findings.at(0).message ==
        "transStatus is N: the cardholder was not authenticated, or the transaction was denied; "
        "reason "
        "05: expired card");
  CHECK(seen().findings.at(0).fix == "ask for another card; another attempt: no");
  answer["transStatusReason"] = "28";
  CHECK(seen().findings.at(0).fix.find("frame-src") != std::string::npos);
  answer["transStatusReason"] = "85";
  CHECK(seen().findings.at(0).message.find("the directory server's own") != std::string::npos);
  for (const char* fine : {"Y", "A", "C", "I"}) {
    answer["transStatus"] = fine;
    CHECK(seen().findings.empty());
  }
}

}  // namespace checkoutdiag::threeds
