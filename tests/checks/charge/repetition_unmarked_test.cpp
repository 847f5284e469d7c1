#include "tests/checks/charge/replays.hpp"

namespace checkoutdiag::charge {
namespace {

using namespace runs;

Outcome ruled(const Run& run) {
  return judged(rules::repetition_unmarked, run);
}

Run sequential(Profile profile = stripe()) {
  return Run(std::move(profile)).proof(Proof::sequential);
}

}  // namespace

TEST_CASE("charge/repetition-unmarked: the same object without the header") {
  Finding finding = only_finding(ruled(sequential().answer(200, "c").answer(200, "c")));
  CHECK(finding.message ==
        "a repetition came without the mark that Stripe documents, Idempotent-Replayed: true: a "
        "client cannot tell a repetition from a new charge");
  CHECK(finding.level == Level::warning);
  CHECK(evidence(finding, "mark") == "Idempotent-Replayed: true");
  CHECK(has(finding.fix, "takes the header off"));
  finding = only_finding(ruled(sequential().answer(200, "c").answer(200, "c").answer(200, "c")));
  CHECK(has(finding.message, "2 repetitions came without"));
}

TEST_CASE("charge/repetition-unmarked: the same object with the first one's status") {
  const Finding finding =
      only_finding(ruled(sequential(paypal()).answer(201, "O").answer(201, "O")));
  CHECK(has(finding.message, "that PayPal documents, status 200 instead of 201: a client"));
}

TEST_CASE("charge/repetition-unmarked: in whatever proof, and told once") {
  Run run = sequential().answer(200, "a").answer(200, "a", true);
  run.proof(Proof::lost).cut().answer(200, "b").answer(200, "b").counted(0, 1);
  run.proof(Proof::dropped).cut().answer(200, "d").answer(200, "d").counted(1, 2);
  CHECK(evidence(only_finding(ruled(run)), "proof") == "lost");
}

TEST_CASE("charge/repetition-unmarked: marked, alone, or another object") {
  CHECK(holds(ruled(sequential().answer(200, "c").answer(200, "c", true))));
  CHECK(holds(ruled(Run().proof(Proof::lost).cut().answer(200, "c").answer(200, "c", true))));
  CHECK(holds(ruled(sequential().answer(200, "c"))));
  CHECK(holds(ruled(sequential().answer(200, "c").answer(200, "d"))));
  CHECK(ruled(sequential(plain()).answer(200, "c").answer(200, "c")).skipped_because ==
        "the gateway documents no mark of a repetition");
  CHECK(skipped(ruled(dry())));
}

}  // namespace checkoutdiag::charge
