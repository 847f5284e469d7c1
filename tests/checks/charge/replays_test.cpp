#include "tests/checks/charge/replays.hpp"

#include <map>
#include <random>

#include "checks/charge/evidence.hpp"

namespace checkoutdiag::charge {
namespace {

using namespace runs;

Attempt any_attempt(std::mt19937& dice, Proof proof, int round) {
  const auto pick = [&](std::initializer_list<int> of) {
    return *(of.begin() + static_cast<std::ptrdiff_t>(dice() % of.size()));
  };
  Attempt attempt;
  attempt.proof = proof;
  attempt.round = proof == Proof::concurrent ? static_cast<int>(dice() % 2) : round;
  attempt.other_payload = proof == Proof::mismatch;
  attempt.known = dice() % 8 != 0;
  attempt.fate = static_cast<http::Fate>(pick({0, 0, 0, 0, 1, 2, 3}));
  attempt.cut = dice() % 8 == 0;
  if (attempt.fate == http::Fate::answered || attempt.fate == http::Fate::truncated)
    attempt.status = pick({200, 201, 201, 302, 400, 402, 409, 422, 429, 500, 503});
  attempt.marker = dice() % 2 == 0;
  if (attempt.status == 200 || attempt.status == 201 || attempt.status == 409)
    attempt.id = dice() % 3 == 0 ? "" : dice() % 5 == 0 ? "b" : "a";
  attempt.created = dice() % 2 == 0 ? "" : std::to_string(dice() % 3);
  return attempt;
}

Run any_run(std::mt19937& dice) {
  const Profile all[] = {stripe(),     plain(),  checkoutcom(),
                         gocardless(), paypal(), gateway(Policy::payload_blind)};
  Run run(all[dice() % 6]);
  for (int i = 0; i < 6; ++i) {
    if (dice() % 6 == 0) continue;
    const auto proof = static_cast<Proof>(i);
    run.proof(proof);
    run.facts.proofs.back().ended = static_cast<Next>(dice() % 5);
    if (dice() % 6 == 0) run.not_done("for some reason");
    if (dice() % 2 == 0) run.counted(2, 2 + static_cast<std::int64_t>(dice() % 4) - 1);
    const std::uint32_t count = static_cast<std::uint32_t>(dice() % 5);
    for (std::uint32_t round = 0; round < count; ++round)
      run.facts.attempts.push_back(any_attempt(dice, proof, static_cast<int>(round)));
  }
  run.facts.interrupted = dice() % 10 == 0;
  return run;
}

}  // namespace

TEST_CASE("charge replay: a gateway that is right in every proof gets no finding") {
  Run run = Run().proof(Proof::sequential).answer(200, "a").answer(200, "a", true).counted(0, 1);
  run.proof(Proof::mismatch).answer(400).other_payload().code("idempotency_error").counted(1, 1);
  run.proof(Proof::concurrent).answer(409).at_barrier().times(9).answer(200, "b").at_barrier();
  run.answer(200, "b", true).at_barrier(false).counted(1, 2);
  run.proof(Proof::lost).cut().answer(200, "c", true).answer(200, "c", true).counted(2, 3);
  run.proof(Proof::dropped).cut().answer(200, "d", true).answer(200, "d", true).counted(3, 4);
  run.proof(Proof::after_error).answer(500).answer(200, "e", true).counted(4, 5);
  for (const Outcome& outcome : judge_all(run))
    CHECK_MESSAGE(holds(outcome), outcome.rule->id, outcome.inconclusive_because);
}

TEST_CASE("charge replay: a dry run proves nothing, and accuses nobody") {
  for (const Outcome& outcome : judge_all(dry())) {
    CAPTURE(outcome.rule->id);
    CHECK(outcome.findings.empty());
    CHECK((!outcome.inconclusive_because.empty() || !outcome.skipped_because.empty() ||
           outcome.rule->id == "charge/key-unfit"));
  }
}

TEST_CASE("charge replay: every rule has something fit to say of any run") {
  std::mt19937 dice(20261126);
  for (int i = 0; i < 3000; ++i)
    judge_all(any_run(dice));
}

// An oracle that knows what was executed: whatever answers and counts a gateway of one kind gives,
// a right one is never accused of a double charge, and a wrong one is never passed.
TEST_CASE("charge replay: simulated gateways are judged by what they did, never the other way") {
  std::mt19937 dice(7);
  std::map<proofs::Ruling, int> right, wrong;
  for (int i = 0; i < 5000; ++i) {
    const bool marks = dice() % 2 == 0, twice = dice() % 2 == 0, list = dice() % 2 == 0;
    Run run(marks ? stripe() : plain());
    run.proof(static_cast<Proof>(dice() % 2 == 0 ? 0 : 3));
    std::vector<std::string> objects;
    for (int request = 0; request < 4; ++request) {
      const bool is_repetition = !objects.empty();
      // Before it was executed, after that, or not at all: the connection breaks, or a 503 comes.
      const int trouble = static_cast<int>(dice() % 4);
      const bool never_read = trouble == 1;
      // A gateway that forgets charges anew whenever the answer before was lost.
      const bool forgets = twice && is_repetition && run.facts.attempts.back().status != 200;
      const bool executes = !never_read && (!is_repetition || forgets);
      if (executes) objects.push_back("ch_" + std::to_string(objects.size()));
      if (trouble == 1 || trouble == 2)
        dice() % 2 == 0 ? run.lost() : run.answer(503);
      else
        run.answer(200, objects.back(), marks && !executes);
    }
    if (list) run.counted(10, 10 + static_cast<std::int64_t>(objects.size()));
    const auto ruling = proofs::judge_proof(run.facts, run.facts.proofs.back()).ruling;
    ++(objects.size() > 1 ? wrong : right)[ruling];
    if (objects.size() > 1 && list) CHECK(ruling == proofs::Ruling::twice);
  }
  CHECK(right[proofs::Ruling::twice] == 0);
  CHECK(right[proofs::Ruling::probably] == 0);
  CHECK(right[proofs::Ruling::once] > 500);
  CHECK(wrong[proofs::Ruling::once] == 0);
  CHECK(wrong[proofs::Ruling::twice] > 500);
}

}  // namespace checkoutdiag::charge
