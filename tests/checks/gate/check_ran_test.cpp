#include "tests/checks/gate/judged.hpp"

namespace checkoutdiag::gate {

TEST_CASE("gate/check-ran: what did not run is a failure, what was cut is open") {
  const auto told = [](End end) {
    return test::told(rules::check_ran, GateCase{{{"form", End::left_out, "other", {}, {}},
                                                  {"tls", end, "no such file", {}, {}}}});
  };
  CHECK(told(End::ran) == "");
  CHECK(told(End::unable) == "tls could not be run: no such file");
  CHECK(told(End::over_time) == "? tls: no such file");
  CHECK(told(End::interrupted) == "? tls: no such file");
  CHECK(told(End::left_out) == "- no check is run here");
}

}  // namespace checkoutdiag::gate
