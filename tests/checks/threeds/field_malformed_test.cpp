#include <doctest/doctest.h>

#include "tests/checks/threeds/judged.hpp"

namespace checkoutdiag::threeds {

TEST_CASE("threeds/field-malformed: what it is, and what it must be") {
  nlohmann::json body = test::request();
  CHECK(test::judged(rules::field_malformed, test::transaction({{"AReq", body}})).findings.empty());
  body["browserColorDepth"] = "30";
  body["acctNumber"] = "4111 1111 1111 1111";
  const Outcome seen = test::judged(rules::field_malformed, test::transaction({{"AReq", body}}));
  CHECK(test::told(seen) ==
        "acctNumber is not 13 to 19 digits; browserColorDepth is '30': it is none of "
        "1, 4, 8, 15, 16, 24, 32, 48");
}

}  // namespace checkoutdiag::threeds
