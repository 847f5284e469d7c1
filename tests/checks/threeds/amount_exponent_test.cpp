#include <doctest/doctest.h>

#include "tests/checks/threeds/judged.hpp"

namespace checkoutdiag::threeds {

TEST_CASE("threeds/amount-exponent: the currency decides") {
  nlohmann::json body = test::request();
  const auto told = [&] {
    return test::told(test::judged(rules::amount_exponent, test::transaction({{"AReq", body}})));
  };
  body["purchaseCurrency"] = "978";
  body["purchaseExponent"] = "2";
  CHECK(told() == "");
  body["purchaseCurrency"] = "392";
  CHECK(told() == "purchaseExponent is 2, and JPY (392) has 0");
  body["purchaseCurrency"] = "368";
  CHECK(told() == "purchaseExponent is 2, and IQD (368) has 3");
  // 0 in browsers, and 2 in ISO 4217.
  body["purchaseCurrency"] = "348";
  body["purchaseExponent"] = "0";
  CHECK(told() == "purchaseExponent is 0, and HUF (348) has 2");
}

}  // namespace checkoutdiag::threeds
