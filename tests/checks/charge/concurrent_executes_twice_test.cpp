#include "tests/checks/charge/replays.hpp"

namespace checkoutdiag::charge {
namespace {

using namespace runs;

Outcome ruled(const Run& run) {
  return judged(rules::concurrent_executes_twice, run);
}

Run barrier(Profile profile = stripe()) {
  return Run(std::move(profile)).proof(Proof::concurrent);
}

}  // namespace

TEST_CASE("charge/concurrent-executes-twice: two ids, with how close the requests were") {
  const Run run = barrier()
                      .answer(200, "ch_1")
                      .at_barrier()
                      .answer(200, "ch_2")
                      .at_barrier()
                      .answer(409)
                      .at_barrier()
                      .times(8)
                      .answer(200, "ch_1", true)
                      .at_barrier(false);
  const Finding finding = only_finding(ruled(run));
  CHECK(finding.message ==
        "identical requests, of which 10 were let go within 1.2 ms with one key, were charged more "
        "than once: the answers name 2 objects, ch_1 and ch_2");
  CHECK(finding.level == Level::error);
  CHECK(evidence(finding, "released") == "10");
  CHECK(evidence(finding, "spread_us") == "1234");
  CHECK(has(evidence(finding, "answers"), "409 (8 times)"));
  CHECK(has(finding.fix, "let one process at a time send an order's charge"));
}

TEST_CASE("charge/concurrent-executes-twice: many ids are counted, and some of them shown") {
  Run run = barrier(plain());
  for (int i = 0; i < 200; ++i)
    run.answer(201, "c" + std::to_string(i)).at_barrier();
  const Finding finding = only_finding(ruled(run));
  CHECK(has(finding.message, "the answers name 200 objects, c0, c1, c2 and 197 more"));
  CHECK(has(evidence(finding, "answers"), "180 more kinds"));
}

TEST_CASE("charge/concurrent-executes-twice: a list proves it where the ids do not") {
  const Finding finding = only_finding(ruled(
      barrier().answer(200, "c").at_barrier().answer(409).at_barrier().times(9).counted(1, 4)));
  CHECK(has(finding.message, "counts 3 objects more"));
}

TEST_CASE(
    "charge/concurrent-executes-twice: one is executed, and the others wait or get the same") {
  CHECK(holds(ruled(barrier()
                        .answer(409)
                        .at_barrier()
                        .times(9)
                        .answer(200, "c")
                        .at_barrier()
                        .answer(200, "c", true)
                        .at_barrier(false))));
  CHECK(holds(ruled(barrier(plain()).answer(201, "c").at_barrier().times(10))));
  CHECK(holds(ruled(
      barrier().answer(200, "c").at_barrier().answer(409).at_barrier().times(9).counted(0, 1))));
}

TEST_CASE("charge/concurrent-executes-twice: undecided") {
  const auto why = [](const Run& run) {
    const Outcome outcome = ruled(run);
    CHECK(undecided(outcome));
    return outcome.inconclusive_because;
  };
  CHECK(has(why(barrier().answer(200, "c").at_barrier().times(10)), "without the mark"));
  // Those of a barrier have no order: any that was lost may have been the first.
  CHECK(has(why(barrier().answer(200, "c").at_barrier().lost().at_barrier().answer(200, "c", true)),
            "may have been executed"));
  CHECK(has(why(barrier().answer(200, "c").at_barrier().answer(409).at_barrier().times(9)),
            "the last answer was 409"));
  Run apart = barrier(plain()).answer(201, "c").answer(201, "c").counted(0, 1);
  apart.facts.proofs.back().released = 0;
  CHECK(has(why(apart), "0 requests stood ready together"));
  CHECK(has(why(dry()), "dry run"));
  // Two objects are two objects, however far apart.
  apart.answer(201, "d");
  CHECK(has(only_finding(ruled(apart)).message, "sent at the same time with one key"));
}

TEST_CASE("charge/concurrent-executes-twice: not asked for") {
  CHECK(skipped(ruled(Run().proof(Proof::sequential))));
  CHECK(ruled(Run()
                  .proof(Proof::sequential)
                  .answer(200, "c")
                  .proof(Proof::concurrent)
                  .not_done("it takes two requests at least"))
            .skipped_because == "it takes two requests at least");
  const Outcome blocked = ruled(Run()
                                    .proof(Proof::sequential)
                                    .answer(402)
                                    .proof(Proof::concurrent)
                                    .not_done("the gateway refused the charge (402)"));
  CHECK(has(blocked.inconclusive_because, "the gateway refused the charge (402): see"));
}

}  // namespace checkoutdiag::charge
