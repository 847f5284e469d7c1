#include <doctest/doctest.h>

#include "tests/checks/doctor/examined.hpp"

namespace checkoutdiag::doctor {

TEST_CASE("doctor/server-fault: an error of the server's own, and which") {
  Examined seen = good_examination();
  CHECK(holds(judged(rules::server_fault, seen)));
  seen.seen.http.trials[0] = seen.seen.http.trials[3] = answer(502);
  const Finding finding = only_finding(judged(rules::server_fault, seen));
  CHECK(has(finding.message, "2 of 5 answers are 502 (what stands in front"));
  CHECK(evidence(finding, "answers") == "2");
  CHECK(has(finding.fix, "\n  checkoutdiag doctor api.gateway.test --bundle evidence.tar.gz"));
}

TEST_CASE("doctor/server-fault: maintenance and refusals are told by others") {
  Examined seen = good_examination();
  seen.seen.http.trials = {answer(503, {{"Retry-After", "5"}}), answer(429), answer(401)};
  CHECK(holds(judged(rules::server_fault, seen)));
  seen.seen.http.trials = {answer(503)};
  CHECK(has(only_finding(judged(rules::server_fault, seen)).message, "the answer is 503"));
}

}  // namespace checkoutdiag::doctor
