#include "tests/checks/gate/judged.hpp"

namespace checkoutdiag::gate {

TEST_CASE("gate/check-ran: what did not run is a failure, what was cut is open") {
  const auto told = [](End end) {
    return test::told(rules::check_ran, PartCase{"tls", end, "no such file", {}, {}});
  };
  CHECK(told(End::ran) == "");
  CHECK(told(End::unable) == "the check could not be run: no such file");
  CHECK(told(End::over_time) == "? no such file");
  CHECK(told(End::interrupted) == "? no such file");
  CHECK(told(End::left_out) == "- no such file");
}

}  // namespace checkoutdiag::gate
