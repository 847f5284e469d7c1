#include <doctest/doctest.h>

#include "tests/checks/ca/stores.hpp"

namespace checkoutdiag::ca {

namespace {

using std::chrono::days;
using std::chrono::seconds;

Host until(Time not_after) {
  Certificate made = root("Entrust Root Certification Authority");
  made.not_after = not_after;
  return Host().store(kBundle, {made});
}

}  // namespace

TEST_CASE("ca/expires-soon: the day of Entrust's root") {
  Finding finding = only_finding(judged(rules::expires_soon, until(at("2026-11-27T20:53:42Z"))));
  CHECK(finding.message ==
        "Entrust Root Certification Authority in /etc/ssl/certs/ca-certificates.crt expires on "
        "2026-11-27T20:53:42Z, in 4 days; not a defect by itself: from then on a gateway whose "
        "only path ends in it is refused by every reader but Java");
  CHECK(finding.level == Level::warning);
  CHECK(evidence(finding, "days_left") == "4");
  CHECK(evidence(finding, "warning_days") == "60");
}

TEST_CASE("ca/expires-soon: from exactly the wanted days to exactly now") {
  CHECK(holds(judged(rules::expires_soon, until(noon() + days(60)))));
  CHECK_FALSE(holds(judged(rules::expires_soon, until(noon() + days(60) - seconds(1)))));
  CHECK(has(only_finding(judged(rules::expires_soon, until(noon()))).message, "in 0 days"));
  CHECK(holds(judged(rules::expires_soon, until(noon() - seconds(1)))));  // ca/expired
  Host host = until(noon() + days(3));
  host.wanted.expiry_warning_days = 3;
  CHECK(holds(judged(rules::expires_soon, host)));
  host.wanted.expiry_warning_days = 4;
  CHECK_FALSE(holds(judged(rules::expires_soon, host)));
}

}  // namespace checkoutdiag::ca
