#include <doctest/doctest.h>

#include "tests/checks/threeds/judged.hpp"

namespace checkoutdiag::threeds {

TEST_CASE("threeds/error-received: who answered, what, and which field") {
  const nlohmann::json erro = {{"errorCode", "203"},
                               {"errorComponent", "D"},
                               {"errorMessageType", "AReq"},
                               {"errorDetail", "browserColorDepth 4111111111111111"}};
  const Outcome seen = test::judged(rules::error_received, test::transaction({{"Erro", erro}}));
  REQUIRE(seen.findings.size() == 1);
  CHECK(seen.findings[0].message ==
        "the directory server answered error 203 to the AReq: the format of an element is wrong; "
        "detail: "
        "browserColorDepth (and a text)");
  CHECK(test::judged(rules::error_received, test::transaction({{"Erro", nlohmann::json::object()}}))
            .findings.size() == 1);
  CHECK(test::judged(rules::error_received, test::transaction({{"AReq", test::request()}}))
            .skipped_because != "");
}

}  // namespace checkoutdiag::threeds
