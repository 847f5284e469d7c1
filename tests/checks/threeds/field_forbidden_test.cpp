#include <doctest/doctest.h>

#include "tests/checks/threeds/judged.hpp"

namespace checkoutdiag::threeds {

TEST_CASE("threeds/field-forbidden: another version, and another channel") {
  nlohmann::json body = test::request("2.1.0");
  body["browserJavascriptEnabled"] = true;
  body["sdkTransID"] = "8a880dc0-d2d2-4067-bcb1-b08d1690b26e";
  CHECK(test::told(test::judged(rules::field_forbidden, test::transaction({{"AReq", body}}))) ==
        "sdkTransID is not of browser, payment; browserJavascriptEnabled is of version 2.2.0 and "
        "2.3.1 "
        "and not of 2.1.0");
}

}  // namespace checkoutdiag::threeds
