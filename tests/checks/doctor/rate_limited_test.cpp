#include <doctest/doctest.h>

#include "tests/checks/doctor/examined.hpp"

namespace checkoutdiag::doctor {

TEST_CASE("doctor/rate-limited: how long to wait, and what the limits are") {
  Examined seen = good_examination();
  CHECK(holds(judged(rules::rate_limited, seen)));
  seen.seen.http.trials[2] =
      answer(429, {{"retry-after", "30"}, {"RateLimit-Remaining", "0"}, {"Set-Cookie", "s=1"}});
  const Finding finding = only_finding(judged(rules::rate_limited, seen));
  CHECK(finding.message ==
        "1 of 5 answers is 429 Too Many Requests; Retry-After asks to wait 30 s; "
        "RateLimit-Remaining: 0");
  CHECK(evidence(finding, "retry_after") == "30");
  CHECK(evidence(finding, "limits") == "RateLimit-Remaining: 0");
}

}  // namespace checkoutdiag::doctor
