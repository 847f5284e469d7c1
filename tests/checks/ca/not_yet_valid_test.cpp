#include <doctest/doctest.h>

#include "tests/checks/ca/stores.hpp"

namespace checkoutdiag::ca {

namespace {

Host from(Time not_before) {
  Certificate made = root("Next Root");
  made.not_before = not_before;
  return Host().store(kBundle, {made});
}

}  // namespace

TEST_CASE("ca/not-yet-valid: with the clock that was used") {
  Finding finding =
      only_finding(judged(rules::not_yet_valid, from(noon() + std::chrono::seconds(1))));
  CHECK(finding.message ==
        "Next Root in /etc/ssl/certs/ca-certificates.crt is not valid before "
        "2026-11-23T12:00:01Z, and it is 2026-11-23T12:00:00Z; until then every reader but Java "
        "refuses gateways below it");
  CHECK(finding.level == Level::warning);
}

TEST_CASE("ca/not-yet-valid: the first second counts") {
  CHECK(holds(judged(rules::not_yet_valid, from(noon()))));
}

}  // namespace checkoutdiag::ca
