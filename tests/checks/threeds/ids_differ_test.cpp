#include <doctest/doctest.h>

#include "tests/checks/threeds/judged.hpp"

namespace checkoutdiag::threeds {

TEST_CASE("threeds/ids-differ: an id of another transaction") {
  const char* id = "8a880dc0-d2d2-4067-bcb1-b08d1690b26e";
  nlohmann::json first = {{"threeDSServerTransID", id}, {"acsTransID", id}}, second = first;
  const auto told = [&] {
    return test::told(
        test::judged(rules::ids_differ, test::transaction({{"ARes", first}, {"CReq", second}})));
  };
  CHECK(told() == "");
  second["threeDSServerTransID"] = "8A880DC0-D2D2-4067-BCB1-B08D1690B26E";
  CHECK(told() == "");
  second["acsTransID"] = "00000000-d2d2-4067-bcb1-b08d1690b26e";
  CHECK(told() == "acsTransID of CReq is not that of ARes");
}

}  // namespace checkoutdiag::threeds
