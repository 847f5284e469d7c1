#include "tests/checks/charge/replays.hpp"

namespace checkoutdiag::charge {
namespace {

using namespace runs;

Outcome ruled(const Run& run) {
  return judged(rules::lost_answer_executes_again, run);
}

Run lost(Profile profile = stripe(), Proof proof = Proof::lost) {
  return Run(std::move(profile)).proof(proof).cut();
}

}  // namespace

TEST_CASE("charge/lost-answer-executes-again: the list has two, or each retry has its own id") {
  Finding finding =
      only_finding(ruled(lost().answer(200, "c").answer(200, "c", true).counted(0, 2)));
  CHECK(finding.message ==
        "the connection was cut when the request was out, and the retry with the same key was "
        "charged again: the verify URL counts 2 objects more than before (0, then 2)");
  CHECK(finding.level == Level::error);
  CHECK(evidence(finding, "proof") == "lost");
  CHECK(evidence(finding, "answers") == "lost on purpose, 200, c, 200, c, marked");
  CHECK(has(finding.fix, "send it again only when it is not there"));
  finding = only_finding(
      ruled(lost(plain(), Proof::dropped).answer(201, "c").answer(201, "d").counted(0, 3)));
  CHECK(has(finding.message, "the connection was cut when the answer began"));
  CHECK(has(finding.message, "name 2 objects, c and d"));
}

TEST_CASE("charge/lost-answer-executes-again: each of both proofs is told") {
  const Run both = lost()
                       .answer(200, "a")
                       .counted(0, 2)
                       .proof(Proof::dropped)
                       .cut()
                       .answer(200, "b")
                       .counted(2, 4);
  CHECK(ruled(both).findings.size() == 2);
  // What one proves is not taken back by what the other cannot.
  const Run one =
      lost().answer(200, "a").counted(0, 2).proof(Proof::dropped).cut().answer(200, "b");
  CHECK(evidence(only_finding(ruled(one)), "proof") == "lost");
  const Run other =
      lost().answer(200, "a").proof(Proof::dropped).cut().answer(200, "b").counted(2, 4);
  CHECK(evidence(only_finding(ruled(other)), "proof") == "dropped");
}

TEST_CASE(
    "charge/lost-answer-executes-again: executed once, by the first request or by the retry") {
  CHECK(holds(ruled(lost().answer(200, "c").answer(200, "c", true).counted(0, 1))));
  CHECK(holds(ruled(lost(plain()).answer(201, "c").answer(201, "c").counted(0, 1))));
  CHECK(holds(ruled(lost().answer(200, "c", true).answer(200, "c", true))));
  CHECK(holds(ruled(lost(gocardless(), Proof::dropped).answer(409, "PM1").answer(409, "PM1"))));
  // It stayed in flight until the list showed it.
  CHECK(holds(ruled(lost(plain()).answer(409).answer(201, "c").counted(0, 1))));
}

TEST_CASE("charge/lost-answer-executes-again: the same id says nothing of the lost request") {
  const auto why = [](const Run& run) {
    const Outcome outcome = ruled(run);
    CHECK(undecided(outcome));
    return outcome.inconclusive_because;
  };
  CHECK(
      why(lost(plain()).answer(201, "c").answer(201, "c")) ==
      "Example marks no repetitions, so the lost request may have been executed, or the retry, or "
      "both: give --verify-url, which counts what was charged");
  CHECK(
      has(why(lost().answer(200, "c").answer(200, "c", true)), "no answer marks the first retry"));
  CHECK(has(why(lost(plain()).lost().lost()), "the last answer was sent, no status"));
  CHECK(has(why(lost().answer(409).ended(Next::in_flight)), "--retry-on 409"));
  // One of both that is not decided is enough.
  CHECK(has(why(lost()
                    .answer(200, "c", true)
                    .proof(Proof::dropped)
                    .cut()
                    .answer(200, "d")
                    .answer(200, "d", true)),
            "no answer marks"));
  CHECK(has(why(dry()), "dry run"));
}

TEST_CASE("charge/lost-answer-executes-again: a list of what has that id counts nothing else") {
  Run run = lost(plain()).answer(200, "c").counted(0, 1);
  CHECK(holds(ruled(run)));
  run.facts.proofs.back().count.by_id = true;
  const Outcome outcome = ruled(run);
  CHECK(undecided(outcome));
  CHECK(has(outcome.inconclusive_because, "one with {id} finds that object alone"));
}

TEST_CASE("charge/lost-answer-executes-again: a crash is a lost answer, and one proof may do") {
  CHECK(holds(ruled(Run(stripe()).proof(Proof::dropped).crashed().answer(200, "c", true))));
  CHECK(undecided(ruled(Run(stripe()).proof(Proof::lost).crashed().answer(200, "c"))));
  CHECK(skipped(ruled(Run().proof(Proof::sequential).answer(200, "c"))));
}

}  // namespace checkoutdiag::charge
