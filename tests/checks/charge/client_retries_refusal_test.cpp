#include <doctest/doctest.h>

#include "tests/checks/charge/drills.hpp"

namespace checkoutdiag::charge {

TEST_CASE("charge/client-retries-refusal: a declined card, sent again") {
  const Given given = Given()
                          .failed(10, status_fault(402))
                          .failed(600, status_fault(402))
                          .failed(1700, status_fault(402))
                          .reported(Reported::failure);
  const Finding finding = only_finding(judged(rules::client_retries_refusal, given));
  CHECK(finding.message ==
        "the charge was refused with 402, which no retry changes, and the client sent it again "
        "twice");
  CHECK(finding.level == Level::warning);
  CHECK(evidence(finding, "status") == "402");
}

TEST_CASE("charge/client-retries-refusal: any 4xx but those that ask for it") {
  for (const int status : {400, 401, 402, 403, 404, 405, 410, 413, 415, 422, 451})
    only_finding(judged(rules::client_retries_refusal, Given().answered(10, status).paid(900)));
  for (const int status : {408, 409, 423, 425, 429, 500, 503})
    CHECK(holds(judged(rules::client_retries_refusal, Given().answered(10, status).paid(900))));
}

TEST_CASE("charge/client-retries-refusal: where the scenario forbids retries, every error is one") {
  Given given = Given().failed(10, status_fault(500)).paid(900);
  given.seen.scenario.may_retry = false;
  only_finding(judged(rules::client_retries_refusal, given));
}

TEST_CASE("charge/client-retries-refusal: one try holds, and a second run is no retry") {
  CHECK(holds(judged(rules::client_retries_refusal, Given().failed(10, status_fault(402)))));
  CHECK(holds(judged(rules::client_retries_refusal,
                     Given().killed(50).answered(40, 402).answered(500, 402))));
  CHECK(skipped(judged(rules::client_retries_refusal, Given())));
}

}  // namespace checkoutdiag::charge
