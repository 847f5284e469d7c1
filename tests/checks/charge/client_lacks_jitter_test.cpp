#include <doctest/doctest.h>

#include <random>

#include "tests/checks/charge/drills.hpp"

namespace checkoutdiag::charge {

using sandbox::FaultKind;

namespace {

// A run in which every try fails, with these waits between them.
Given run_of(const std::vector<std::int64_t>& waits, const sandbox::Fault& by = status_fault(503)) {
  Given given;
  std::int64_t at = 10;
  given.failed(at, by);
  for (const std::int64_t each : waits)
    given.failed(at += each, by);
  return given.ended(at + 100).reported(Reported::failure);
}

Outcome judged_waits(const std::vector<std::vector<std::int64_t>>& runs) {
  std::vector<Given> given;
  for (const auto& each : runs)
    given.push_back(run_of(each));
  return judged(rules::client_lacks_jitter, given);
}

}  // namespace

TEST_CASE("charge/client-lacks-jitter: the same waits in every run") {
  const Finding finding =
      only_finding(judged_waits({{1000, 2003}, {1004, 2001}, {1001, 2008}, {1000, 2000}}));
  CHECK(finding.message ==
        "in each of 4 runs the client waited the same 2 s before its second retry (5xx)");
  CHECK(finding.level == Level::warning);
  CHECK(evidence(finding, "retry") == "2");
  CHECK(evidence(finding, "waits") == "2000 ms, 2001 ms, 2003 ms, 2008 ms");
}

TEST_CASE("charge/client-lacks-jitter: one stray wait of five is the machine's") {
  only_finding(judged_waits({{500, 1000}, {503, 1002}, {500, 1001}, {501, 1240}, {502, 1003}}));
}

TEST_CASE(
    "charge/client-lacks-jitter: first waits that are always the same prove it of a client "
    "that has no others") {
  CHECK(has(only_finding(judged_waits({{1000}, {1001}, {1003}})).message, "its first retry"));
  std::vector<Given> recovered;
  for (int each = 0; each < 3; ++each)
    recovered.push_back(Given().failed(10, status_fault(503)).paid(1010));
  CHECK(skipped(judged(rules::client_lacks_jitter, recovered)));
}

TEST_CASE(
    "charge/client-lacks-jitter: Stripe's formula is never accused, nor are others with chance") {
  std::mt19937 random(11);
  std::uniform_real_distribution<double> share(0, 1);
  const auto ms = [](double value) { return static_cast<std::int64_t>(value); };
  int held = 0, accused = 0;
  for (int round = 0; round < 1000; ++round) {
    std::vector<std::vector<std::int64_t>> stripe, full;
    for (int run = 0; run < 6; ++run) {
      stripe.push_back({500, ms(std::max(500.0, 1000 * (0.5 + share(random) / 2)))});
      full.push_back({ms(60 + share(random) * 500), ms(60 + share(random) * 1000)});
    }
    for (const auto& each : {stripe, full}) {
      const Outcome outcome = judged_waits(each);
      accused += outcome.findings.empty() ? 0 : 1;
      held += holds(outcome) ? 1 : 0;
    }
  }
  CHECK(accused == 0);
  CHECK(held > 1900);
}

TEST_CASE("charge/client-lacks-jitter: waits that a busy machine made longer are not chance") {
  std::mt19937 random(13);
  std::uniform_int_distribution<std::int64_t> late(0, 60);
  for (int round = 0; round < 200; ++round) {
    std::vector<std::vector<std::int64_t>> runs;
    for (int run = 0; run < 6; ++run)
      runs.push_back({500 + late(random), 1000 + late(random)});
    CHECK_FALSE(holds(judged_waits(runs)));
  }
}

TEST_CASE("charge/client-lacks-jitter: too few waits, and none at all") {
  const Outcome outcome = judged_waits({{500, 1000}, {500, 1000}});
  CHECK(skipped(outcome));
  CHECK(has(outcome.skipped_because, "--repeat 5"));
  CHECK(skipped(judged(rules::client_lacks_jitter, {Given().paid(10)})));
  CHECK(skipped(
      judged(rules::client_lacks_jitter, {Given().failed(10, fault(FaultKind::reset)).paid(12)})));
}

}  // namespace checkoutdiag::charge
