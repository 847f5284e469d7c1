#include <doctest/doctest.h>

#include <random>

#include "tests/checks/charge/drills.hpp"

namespace checkoutdiag::charge {

using sandbox::FaultKind;
using sandbox::When;

namespace {

// Tries that all fail, with these waits between them.
Given waits(const std::vector<std::int64_t>& between) {
  Given given;
  std::int64_t at = 10;
  given.failed(at, status_fault(503));
  for (const std::int64_t each : between)
    given.failed(at += each, status_fault(503));
  return given.ended(at + 100).reported(Reported::failure);
}

}  // namespace

TEST_CASE("charge/client-lacks-backoff: a retry at once after an answer") {
  const Finding finding = only_finding(judged(rules::client_lacks_backoff, waits({3, 900})));
  CHECK(finding.message ==
        "the client sent its retry 3 ms after 503 before commit, without a wait");
  CHECK(finding.level == Level::warning);
  CHECK(evidence(finding, "retries_at_once") == "1");
  CHECK(holds(judged(rules::client_lacks_backoff, waits({50, 900}))));
}

TEST_CASE("charge/client-lacks-backoff: one retry at once of a broken connection is usual") {
  const sandbox::Fault reset = fault(FaultKind::reset);
  CHECK(holds(judged(rules::client_lacks_backoff, Given().failed(10, reset).paid(12))));
  only_finding(
      judged(rules::client_lacks_backoff, Given().failed(10, reset).failed(12, reset).paid(14)));
  only_finding(judged(rules::client_lacks_backoff,
                      Given().failed(10, status_fault(503)).failed(700, reset).paid(702)));
}

TEST_CASE("charge/client-lacks-backoff: the same wait again and again") {
  const Finding finding =
      only_finding(judged(rules::client_lacks_backoff, waits({1003, 1010, 1001})));
  CHECK(finding.message == "the client waited the same 1 s before each of 3 retries");
  CHECK(evidence(finding, "waits") == "1 s, 1 s, 1 s");
  CHECK(holds(judged(rules::client_lacks_backoff, waits({1000, 1000}))));
  CHECK(holds(judged(rules::client_lacks_backoff, waits({500, 1000, 2000, 4000}))));
}

TEST_CASE("charge/client-lacks-backoff: no backoff of the usual formulas is accused") {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> share(0, 1);
  const auto ms = [](double value) { return static_cast<std::int64_t>(value); };
  for (int run = 0; run < 2000; ++run) {
    std::vector<std::int64_t> stripe, equal, doubled;
    for (int each = 0; each < 4; ++each) {
      const double full = std::min(500.0 * (1 << each), 5000.0);
      stripe.push_back(ms(std::max(500.0, full * (0.5 + share(random) / 2))));
      equal.push_back(ms(full / 2 + share(random) * full / 2));
      doubled.push_back(ms(full));
    }
    for (const auto& each : {stripe, equal, doubled})
      CHECK(holds(judged(rules::client_lacks_backoff, waits(each))));
  }
}

TEST_CASE(
    "charge/client-lacks-backoff: waits that were asked for, or not measured, count for none") {
  Given asked;
  for (int each = 0; each < 5; ++each)
    asked.failed(10 + each * 1000, status_fault(429, When::before, 1));
  CHECK(holds(judged(rules::client_lacks_backoff, asked)));
  // The client's own time-out ends each wait for an answer, and the moment is its secret.
  Given impatient;
  for (int each = 0; each < 5; ++each)
    impatient.failed(10 + each * 1000, fault(FaultKind::delay, When::after, 4000));
  CHECK(holds(judged(rules::client_lacks_backoff, impatient)));
  CHECK(skipped(judged(rules::client_lacks_backoff, Given().paid(10))));
  CHECK(skipped(judged(rules::client_lacks_backoff, Given().killed(50).paid(40).paid(61))));
}

}  // namespace checkoutdiag::charge
