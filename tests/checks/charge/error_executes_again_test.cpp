#include "tests/checks/charge/replays.hpp"

namespace checkoutdiag::charge {
namespace {

using namespace runs;

Outcome ruled(const Run& run) {
  return judged(rules::error_executes_again, run);
}

Run after_error(Profile profile, int status = 500) {
  return Run(std::move(profile)).proof(Proof::after_error).answer(status);
}

}  // namespace

TEST_CASE("charge/error-executes-again: proven, and documented by nobody") {
  for (const Profile& profile : {stripe(), plain(), gateway(Policy::no_refusals)}) {
    const Finding finding =
        only_finding(ruled(after_error(profile).answer(200, "c").counted(0, 2)));
    CHECK(finding.message ==
          "after 500 the same key was charged again: the verify URL counts 2 objects more than "
          "before (0, then 2)");
    CHECK(finding.level == Level::error);
    CHECK(has(finding.fix, "tell "));
  }
}

TEST_CASE("charge/error-executes-again: documented, and the client's to know") {
  const Finding finding =
      only_finding(ruled(after_error(checkoutcom(), 504).answer(201, "c").counted(0, 2)));
  CHECK(
      has(finding.message, "after 504 the same key was charged again, as Checkout.com documents"));
  // Documented or not, the money was taken twice.
  CHECK(finding.level == Level::error);
  CHECK(evidence(finding, "policy") == "successes");
  CHECK(
      has(finding.fix, "reconcile: list the charges of every order that was retried after a 5xx"));
  CHECK_FALSE(has(finding.fix, "tell Checkout.com"));
}

TEST_CASE("charge/error-executes-again: once is once, and a stored error is no execution") {
  CHECK(holds(ruled(after_error(checkoutcom()).answer(201, "c").counted(0, 1))));
  CHECK(holds(ruled(after_error(stripe()).answer(200, "c", true))));
  CHECK(holds(ruled(after_error(stripe()).answer(500, {}, true).ended(Next::stored))));
  CHECK(
      holds(ruled(after_error(stripe()).answer(500, {}, true).ended(Next::stored).counted(2, 3))));
  CHECK(holds(ruled(after_error(plain()).answer(500).answer(500).counted(0, 1))));
}

TEST_CASE("charge/error-executes-again: undecided without a list") {
  Outcome outcome = ruled(after_error(checkoutcom()).answer(201, "c").answer(201, "c"));
  CHECK(undecided(outcome));
  CHECK(
      outcome.inconclusive_because ==
      "after 500 the retry was executed, as Checkout.com documents; whether the first request had "
      "been too, nobody can tell: give --verify-url, which counts what was charged");
  CHECK(undecided(ruled(after_error(plain()).answer(201, "c").answer(201, "c"))));
  CHECK(undecided(ruled(after_error(plain()).answer(500))));
  CHECK(undecided(ruled(dry())));
  outcome = ruled(Run(plain())
                      .proof(Proof::after_error)
                      .answer(201, "c")
                      .not_done("the gateway was to answer 5xx, and answered 201"));
  CHECK(has(outcome.inconclusive_because, "was to answer 5xx, and answered 201"));
}

TEST_CASE("charge/error-executes-again: nothing provoked an error") {
  CHECK(ruled(Run()
                  .proof(Proof::sequential)
                  .answer(200, "c")
                  .proof(Proof::after_error)
                  .not_done("nothing makes the gateway answer 5xx: see --provoke"))
            .skipped_because == "nothing makes the gateway answer 5xx: see --provoke");
}

}  // namespace checkoutdiag::charge
