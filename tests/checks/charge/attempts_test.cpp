#include "checks/charge/attempts.hpp"

#include <doctest/doctest.h>

#include "checks/charge/drill_words.hpp"
#include "tests/checks/charge/drills.hpp"

namespace checkoutdiag::charge {

using sandbox::FaultKind;
using sandbox::When;

TEST_CASE("attempts: a wait counts from the answer, or from the end of the connection") {
  const auto waited = [](const Given& given) {
    const std::vector<Try> tries = tries_of(given.seen);
    return retries_of(tries).at(0).waited;
  };
  CHECK(waited(Given().failed(10, status_fault(503)).paid(510)) == 500);
  CHECK(waited(Given().failed(10, fault(FaultKind::reset)).paid(510)) == 500);
  CHECK(waited(Given().failed(10, fault(FaultKind::delay, When::after, 300)).paid(510)) == 200);
  CHECK(waited(Given().failed(10, fault(FaultKind::delay, When::after, 4000)).paid(510)) ==
        std::nullopt);
  CHECK(waited(Given().failed(10, fault(FaultKind::drip, When::after, 10)).paid(510)) ==
        std::nullopt);
  Given slow = Given().failed(10, fault(FaultKind::reset, When::after)).paid(510);
  slow.seen.scenario.work = std::chrono::milliseconds(100);
  CHECK(waited(slow) == 400);
  Given under_way = Given().failed(10, fault(FaultKind::reset, When::during)).paid(510);
  under_way.seen.scenario.work = std::chrono::milliseconds(100);
  CHECK(waited(under_way) == 500);
}

TEST_CASE("attempts: a fault that the scenario does not have is not guessed at") {
  Given given = Given().failed(10, status_fault(503)).paid(510);
  given.seen.truth.requests[0].fault = "something else";
  const std::vector<Try> tries = tries_of(given.seen);
  CHECK_FALSE(tries[0].known);
  CHECK_FALSE(retries_of(tries).at(0).waited.has_value());
  CHECK_FALSE(is_own_wait(retries_of(tries).at(0)));
}

TEST_CASE("attempts: each run of a killed client has its own") {
  const Given given = Given().killed(50).paid(40).answered(60, 409).answered(600, 200);
  const std::vector<Try> tries = tries_of(given.seen);
  CHECK(tries[0].run == 0);
  CHECK(tries[1].run == 1);
  const std::vector<Retry> retries = retries_of(tries);
  REQUIRE(retries.size() == 1);
  CHECK(retries[0].number == 1);
  CHECK(cause_of(*retries[0].before) == "409");
}

TEST_CASE("attempts: the order is the one that was given, else the first that the client names") {
  Given given = Given().paid(10).paid(600, kOtherKey);
  CHECK(order_name(given.seen).given);
  given.seen.truth.requests[0].reference = "cart-1";
  given.seen.truth.requests[1].reference = "cart-10";
  CHECK_FALSE(order_name(given.seen).given);
  CHECK(order_name(given.seen).text == "cart-1");
  CHECK_FALSE(order_name(given.seen).means("cart-10"));
  CHECK(order_name(given.seen).means(""));
}

TEST_CASE("attempts: a client that behaves has no finding in any scenario") {
  CHECK(found(Given().paid(10)) == "");
  CHECK(found(Given().failed(10, status_fault(503)).paid(700)) == "");
  CHECK(found(Given().failed(10, fault(FaultKind::reset, When::after)).answered(700, 200)) == "");
  CHECK(found(Given().failed(10, fault(FaultKind::delay, When::after, 4000)).ended(4050)) == "");
  Given declined = Given().failed(10, status_fault(402)).reported(Reported::failure);
  declined.seen.scenario.must_succeed = declined.seen.scenario.may_retry = false;
  CHECK(found(declined) == "");
  Given down = Given()
                   .failed(10, status_fault(503))
                   .failed(600, status_fault(503))
                   .failed(1500, status_fault(503))
                   .reported(Reported::failure);
  down.seen.scenario.must_succeed = false;
  CHECK(found(down) == "");
  CHECK(found(Given().killed(50).paid(40).answered(500, 200)) == "");
}

TEST_CASE("attempts: naive clients are told what is wrong with them") {
  const sandbox::Fault lost = fault(FaultKind::reset, When::after);
  CHECK(found(Given().failed(10, lost).paid(700, kOtherKey)) == "double-charges changes-key");
  CHECK(found(Given().failed(10, lost, "").paid(700, "")) == "double-charges sends-no-key");
  CHECK(found(Given().failed(10, lost).reported(Reported::failure)) == "loses-order");
  CHECK(found(Given().failed(10, status_fault(503)).reported(Reported::failure)) ==
        "gives-up-early");
  CHECK(found(Given().failed(10, status_fault(402))) == "reports-phantom");
}

TEST_CASE("attempts: what is hostile is made safe once") {
  const std::string evil = "a\x1b[2J\nb\xff";
  Given given =
      Given().failed(10, fault(FaultKind::reset, When::after), evil).paid(600, evil + "2");
  given.profile.key_name = given.profile.title = given.profile.name = evil;
  given.profile.paths = {evil};
  given.seen.scenario.name = evil;
  for (sandbox::Charge& each : given.seen.truth.charges)
    each.id = each.amount = evil;
  for (const Reported each : {Reported::success, Reported::failure}) {
    std::vector<Outcome> outcomes;
    judge<DrillCase>(drill(), {given.reported(each).seen, given.profile}, evil, outcomes);
    found(given);
    for (const Outcome& outcome : outcomes)
      for (const Finding& finding : outcome.findings) {
        CHECK_FALSE(has(finding.message + finding.fix, "\x1b"));
        for (const auto& [key, value] : finding.evidence.items)
          CHECK_FALSE(has(evidence(finding, key), "\x1b"));
      }
  }
}

TEST_CASE("drill words: numbers of times and waits") {
  CHECK(times_text(1) == "once");
  CHECK(times_text(2) == "twice");
  CHECK(times_text(11) == "11 times");
  CHECK(wait_text(0) == "0 ms");
  CHECK(wait_text(999) == "999 ms");
  CHECK(wait_text(1000) == "1 s");
  CHECK(wait_text(1549) == "1.5 s");
  CHECK(wait_text(30'049) == "30 s");
}

}  // namespace checkoutdiag::charge
