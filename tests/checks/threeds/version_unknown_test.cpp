#include <doctest/doctest.h>

#include "tests/checks/threeds/judged.hpp"

namespace checkoutdiag::threeds {

TEST_CASE("threeds/version-unknown: none, and one that nobody has") {
  nlohmann::json body = test::request();
  const auto told = [&] {
    return test::told(test::judged(rules::version_unknown, test::transaction({{"AReq", body}})));
  };
  CHECK(told() == "");
  body["messageVersion"] = "2.5.0";
  CHECK(told() == "AReq has messageVersion 2.5.0, which is none of 2.1.0, 2.2.0 and 2.3.1");
  body.erase("messageVersion");
  CHECK(told() == "AReq has no messageVersion");
}

}  // namespace checkoutdiag::threeds
