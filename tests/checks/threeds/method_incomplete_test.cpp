#include <doctest/doctest.h>

#include "tests/checks/threeds/judged.hpp"

namespace checkoutdiag::threeds {

TEST_CASE("threeds/method-incomplete: begun and not ended, and not begun") {
  nlohmann::json body = test::request();
  body["threeDSCompInd"] = "Y";
  const auto seen = [&] {
    return test::judged(rules::method_incomplete, test::transaction({{"AReq", body}}));
  };
  CHECK(seen().findings.empty());
  body["threeDSCompInd"] = "N";
  CHECK(seen().findings.at(0).level == Level::warning);
  body["threeDSCompInd"] = "U";
  CHECK(seen().findings.at(0).level == Level::note);
  const nlohmann::json ranges = {{"threeDSMethodURL", "https://acs.test/method"}};
  const Outcome both =
      test::judged(rules::method_incomplete, test::transaction({{"CRD", ranges}, {"AReq", body}}));
  CHECK(both.findings.at(0).level == Level::warning);
  CHECK(both.findings.at(0).message ==
        "threeDSCompInd is U, and the card range has a threeDSMethodURL");
  body.erase("threeDSCompInd");
  CHECK(seen().skipped_because != "");
}

}  // namespace checkoutdiag::threeds
