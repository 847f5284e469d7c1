#include <doctest/doctest.h>

#include "tests/checks/threeds/judged.hpp"

namespace checkoutdiag::threeds {

TEST_CASE("threeds/decoupled-contradicts: confirmed, denied, not asked for") {
  nlohmann::json asked = test::request();
  const auto seen = [&](const char* status, const char* confirmed) {
    const nlohmann::json answer = {{"messageType", "ARes"},
                                   {"messageVersion", "2.2.0"},
                                   {"transStatus", status},
                                   {"acsDecConInd", confirmed}};
    return test::judged(rules::decoupled_contradicts,
                        test::transaction({{"AReq", asked}, {"ARes", answer}}));
  };
  CHECK(seen("D", "Y").findings.empty());
  CHECK(seen("Y", "N").findings.empty());
  CHECK(seen("D", "N").findings.at(0).message ==
        "transStatus is D (decoupled), and acsDecConInd is N: the issuer does not do it");
  CHECK(seen("C", "Y").findings.size() == 1);
  asked["threeDSRequestorDecReqInd"] = "N";
  CHECK(seen("D", "Y").findings.size() == 1);
  CHECK(test::judged(rules::decoupled_contradicts, test::transaction({{"AReq", asked}}))
            .skipped_because != "");
}

}  // namespace checkoutdiag::threeds
