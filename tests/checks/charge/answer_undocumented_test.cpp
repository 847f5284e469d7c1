#include "tests/checks/charge/replays.hpp"

namespace checkoutdiag::charge {
namespace {

using namespace runs;

Outcome ruled(const Run& run) {
  return judged(rules::answer_undocumented, run);
}

}  // namespace

TEST_CASE("charge/answer-undocumented: while the first is being executed") {
  const Run run = Run()
                      .proof(Proof::concurrent)
                      .answer(200, "c")
                      .at_barrier()
                      .answer(429)
                      .at_barrier()
                      .times(9);
  const Finding finding = only_finding(ruled(run));
  CHECK(finding.message ==
        "a request whose like was still being executed got 429, and Stripe documents 409");
  CHECK(finding.level == Level::note);
  CHECK(evidence(finding, "status") == "429");
  CHECK(evidence(finding, "documented") == "409");
  CHECK(evidence(finding, "answers") == "429 (9 times)");
}

TEST_CASE("charge/answer-undocumented: another payload, and a duplicate") {
  const Finding finding = only_finding(
      ruled(Run().proof(Proof::mismatch).answer(422).other_payload().code("idempotency_error")));
  CHECK(finding.message ==
        "the key with another amount got 422, idempotency_error, and Stripe documents 400");
  const Run served = Run(gocardless()).proof(Proof::sequential).answer(201, "P").answer(201, "P");
  CHECK(only_finding(ruled(served)).message ==
        "a repetition got 201, P, and GoCardless documents 409");
}

TEST_CASE("charge/answer-undocumented: as documented, or of something else") {
  CHECK(holds(ruled(
      Run().proof(Proof::concurrent).answer(200, "c").at_barrier().answer(409).at_barrier())));
  CHECK(holds(ruled(Run().proof(Proof::concurrent).answer(402).at_barrier().times(10))));
  CHECK(holds(ruled(
      Run().proof(Proof::concurrent).answer(200, "c").at_barrier().answer(429).at_barrier(false))));
  CHECK(holds(ruled(Run().proof(Proof::mismatch).answer(400).other_payload())));
  CHECK(holds(ruled(Run().proof(Proof::mismatch).answer(200, "c").other_payload())));
  CHECK(holds(ruled(Run(gocardless()).proof(Proof::sequential).answer(201, "P").answer(409, "P"))));
  CHECK(ruled(Run(plain()).proof(Proof::mismatch).answer(418).other_payload()).skipped_because ==
        "the gateway documents no status of these answers");
  CHECK(skipped(ruled(dry())));
}

}  // namespace checkoutdiag::charge
