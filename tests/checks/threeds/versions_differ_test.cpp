#include <doctest/doctest.h>

#include "tests/checks/threeds/judged.hpp"

namespace checkoutdiag::threeds {

TEST_CASE("threeds/versions-differ: the challenge in another version") {
  const nlohmann::json old = {{"messageVersion", "2.1.0"}}, now = {{"messageVersion", "2.2.0"}};
  CHECK(test::told(test::judged(rules::versions_differ,
                                test::transaction({{"AReq", now}, {"CReq", old}}))) ==
        "CReq has messageVersion 2.1.0, and AReq has 2.2.0");
  CHECK(test::told(test::judged(rules::versions_differ,
                                test::transaction({{"AReq", now}, {"ARes", now}}))) == "");
}

}  // namespace checkoutdiag::threeds
