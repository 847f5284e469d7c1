#include <doctest/doctest.h>

#include "tests/checks/charge/drills.hpp"

namespace checkoutdiag::charge {

using sandbox::When;

TEST_CASE("charge/client-ignores-retry-after: back before it was asked") {
  const Finding finding =
      only_finding(judged(rules::client_ignores_retry_after,
                          Given().failed(10, status_fault(503, When::before, 2)).paid(510)));
  CHECK(finding.message ==
        "the answer 503 asked to wait 2 s, and the client came back after 500 "
        "ms");
  CHECK(evidence(finding, "asked_ms") == "2000");
  CHECK(evidence(finding, "waited_ms") == "500");
}

TEST_CASE("charge/client-ignores-retry-after: 50 ms are this machine's, a wait too long is none") {
  const auto after = [](std::int64_t ms) {
    return judged(rules::client_ignores_retry_after,
                  Given().failed(10, status_fault(429, When::before, 1)).paid(10 + ms));
  };
  CHECK(holds(after(950)));
  CHECK_FALSE(holds(after(949)));
  CHECK(holds(after(4000)));
}

TEST_CASE("charge/client-ignores-retry-after: not coming back is no haste, nor is a new run") {
  CHECK(holds(judged(rules::client_ignores_retry_after,
                     Given().failed(10, status_fault(429, When::before, 1)))));
  CHECK(holds(judged(rules::client_ignores_retry_after,
                     Given().killed(50).failed(40, status_fault(429, When::before, 1)).paid(90))));
  CHECK(skipped(judged(rules::client_ignores_retry_after, Given().paid(10))));
}

}  // namespace checkoutdiag::charge
