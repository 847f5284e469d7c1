#include <doctest/doctest.h>

#include "tests/checks/threeds/judged.hpp"

namespace checkoutdiag::threeds {

TEST_CASE("threeds/field-missing: a finding for each, and the fix of those that are known") {
  nlohmann::json body = test::request();
  CHECK(test::judged(rules::field_missing, test::transaction({{"AReq", body}})).findings.empty());
  body.erase("mcc");
  body.erase("browserColorDepth");
  body["browserJavascriptEnabled"] = true;
  const Outcome seen = test::judged(rules::field_missing, test::transaction({{"AReq", body}}));
  REQUIRE(seen.findings.size() == 2);
  CHECK(seen.findings[0].message ==
        "browserColorDepth is required when browserJavascriptEnabled==true");
  CHECK(seen.findings[0].fix.starts_with("browserColorDepth: send screen.colorDepth"));
  CHECK(seen.findings[1].message == "mcc is required in AReq of 2.2.0, browser, payment");
  body["messageVersion"] = "9.9.9";
  CHECK(test::judged(rules::field_missing, test::transaction({{"AReq", body}})).skipped_because !=
        "");
}

}  // namespace checkoutdiag::threeds
