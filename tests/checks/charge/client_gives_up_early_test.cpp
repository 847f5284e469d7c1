#include <doctest/doctest.h>

#include "tests/checks/charge/drills.hpp"

namespace checkoutdiag::charge {

using sandbox::FaultKind;
using sandbox::When;

namespace {

Outcome judged_failure(Given given) {
  return judged(rules::client_gives_up_early, given.reported(Reported::failure));
}

}  // namespace

TEST_CASE("charge/client-gives-up-early: no retry, or too few") {
  Finding finding = only_finding(judged_failure(Given().failed(10, status_fault(503))));
  CHECK(finding.message ==
        "the client gave up after its first try (503 before commit), and lost a sale that a retry "
        "would have made");
  CHECK(finding.level == Level::warning);
  finding = only_finding(
      judged_failure(Given().failed(10, status_fault(503)).failed(600, fault(FaultKind::reset))));
  CHECK(has(finding.message, "gave up after 2 tries (the last: RST before commit)"));
  CHECK(evidence(finding, "tries") == "2");
}

TEST_CASE("charge/client-gives-up-early: a time-out that is too short is called so") {
  const sandbox::Fault slow = fault(FaultKind::delay, When::after, 4000);
  const Finding finding = only_finding(judged_failure(Given().failed(10, slow).ended(1510)));
  CHECK(finding.message ==
        "time-out too short: the client waited 1.5 s for an answer that takes 4 s, and reported "
        "failure");
  CHECK(evidence(finding, "waited_ms") == "1500");
  CHECK(evidence(finding, "needed_ms") == "4000");
  // A minute is nobody's time-out for a charge; that it was charged is another rule's to tell.
  CHECK(holds(judged_failure(
      Given().failed(10, fault(FaultKind::stall, When::after, 60'000)).ended(10'000))));
  // It waited, and misread the answer.
  CHECK(holds(judged_failure(Given().failed(10, slow).ended(4020))));
}

TEST_CASE("charge/client-gives-up-early: the sandbox's own refusal is not the scenario's") {
  const Outcome outcome = judged_failure(Given().answered(10, 400));
  CHECK(undecided(outcome));
  CHECK(has(outcome.inconclusive_because, "refused the client's last request with 400"));
  Given stored = Given().answered(10, 500);
  stored.seen.truth.requests.back().replayed = true;
  CHECK(holds(judged_failure(stored)));
}

TEST_CASE("charge/client-gives-up-early: is about failures where success was possible") {
  Given given = Given().failed(10, status_fault(402)).reported(Reported::failure);
  given.seen.scenario.must_succeed = false;
  CHECK(skipped(judged(rules::client_gives_up_early, given)));
  CHECK(skipped(judged(rules::client_gives_up_early, Given().paid(10))));
  CHECK(skipped(judged_failure(Given())));
  CHECK(skipped(judged(rules::client_gives_up_early,
                       Given().failed(10, status_fault(503)).reported(Reported::doubt))));
}

}  // namespace checkoutdiag::charge
