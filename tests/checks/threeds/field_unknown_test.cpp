#include <doctest/doctest.h>

#include "tests/checks/threeds/judged.hpp"

namespace checkoutdiag::threeds {

TEST_CASE("threeds/field-unknown: a name that nobody has, and those that a server fills in") {
  nlohmann::json body = test::request();
  body["threeDSRequestorID"] = "1";
  body["browserColourDepth"] = "24";
  const Outcome seen = test::judged(rules::field_unknown, test::transaction({{"AReq", body}}));
  REQUIRE(seen.findings.size() == 1);
  CHECK(seen.findings[0].message == "browserColourDepth is not in the table of fields");
  CHECK(seen.findings[0].level == Level::note);
}

}  // namespace checkoutdiag::threeds
