#include <doctest/doctest.h>

#include "tests/checks/webhook/drills.hpp"

namespace checkoutdiag::webhook {
namespace {

// Some facts with that fault; false: that trial cannot have it.
bool make(Fault fault, TrialFacts& trial) {
  switch (fault) {
    case Fault::refused:
      answer(trial, {400});
      return true;
    case Fault::failed:
      answer(trial, {500});
      return true;
    case Fault::redirected:
      answer(trial, {302});
      return true;
    case Fault::late:
      answer(trial, {0});
      trial.sent.front().timed_out = true;
      return true;
    case Fault::accepted:
      answer(trial, {200});
      trial.effects = 1;
      return true;
    case Fault::twice:
      answer(trial, {200, 200});
      trial.effects = 3;
      return true;
    case Fault::lost:
      answer(trial, {200});
      trial.effects = 0;
      return true;
    default:
      return false;
  }
}

}  // namespace

TEST_CASE("a right endpoint has no fault") {
  const DrillFacts drill = right_drill();
  for (const TrialFacts& each : drill.trials) {
    CAPTURE(name(each.trial));
    CHECK(fault_of(each, drill) == Fault::none);
  }
  CHECK(fired(drill).empty());
}

// Of the trial `valid` others are judged no further.
TEST_CASE("every fault of every trial is found by one rule, and by one alone") {
  for (const Fault fault : {Fault::refused, Fault::failed, Fault::redirected, Fault::late,
                            Fault::accepted, Fault::twice, Fault::lost})
    for (const Trial trial : all_trials()) {
      DrillFacts drill = right_drill();
      TrialFacts& changed = at(drill, trial);
      if (!make(fault, changed) || fault_of(changed, drill) != fault) continue;
      CAPTURE(name(trial));
      CAPTURE(name(fault));
      CHECK(fired(drill).size() == 1);
    }
}

TEST_CASE("what one fault explains is not told again") {
  DrillFacts drill = right_drill();
  for (TrialFacts& each : drill.trials)
    if (wanted(each.trial) == Wanted::refused && each.trial != Trial::get &&
        each.trial != Trial::head)
      answer(each, {200});
  CHECK(fired(drill) == std::set<std::string>{"forgery-accepted"});
  drill = right_drill();
  for (const Trial each : {Trial::duplicate, Trial::together, Trial::dropped, Trial::lost_answer,
                           Trial::other_body, Trial::replayed})
    at(drill, each).effects = 2;
  CHECK(fired(drill) == std::set<std::string>{"duplicate-has-effect"});
  drill = right_drill();
  at(drill, Trial::together).effects = 9;
  at(drill, Trial::dropped).effects = 2;
  CHECK(fired(drill) == std::set<std::string>{"concurrent-duplicates-race"});
  drill = right_drill();
  for (const Trial each : {Trial::valid, Trial::early, Trial::killed, Trial::content_type})
    at(drill, each).effects = 0;
  answer(at(drill, Trial::early), {200});
  CHECK(fired(drill) == std::set<std::string>{"event-lost"});
}

TEST_CASE("what a receiver may do") {
  DrillFacts drill = right_drill();
  // A connection that is ended under 16 MiB, or under a header of 64 KiB.
  answer(at(drill, Trial::huge), {0});
  answer(at(drill, Trial::signature_long), {0});
  // What the scheme has no limit for.
  drill.rejects_old = false;
  answer(at(drill, Trial::stale), {200});
  at(drill, Trial::stale).effects = 1;
  // What may be refused as well as taken.
  answer(at(drill, Trial::content_type), {415});
  at(drill, Trial::content_type).effects = 0;
  CHECK(fired(drill).empty());
}

TEST_CASE("without a probe statuses alone are judged") {
  DrillFacts drill = right_drill();
  drill.counted_by = Probe::Kind::none;
  for (TrialFacts& each : drill.trials)
    each.effects.reset();
  CHECK(fired(drill) == std::set<std::string>{"?trial-undecided"});
  answer(at(drill, Trial::tampered), {200});
  CHECK(fired(drill) == std::set<std::string>{"?trial-undecided", "forgery-accepted"});
}

TEST_CASE("answers in words") {
  TrialFacts trial;
  answer(trial, {200, 200, 0, 500});
  trial.sent[2].cut = true;
  trial.effects = 1;
  CHECK(seen_of(trial) == "200 x 2, dropped, 500; 1 effect");
  answer(trial, {0, 0});
  trial.sent[0].timed_out = true;
  trial.sent[1].reset = true;
  trial.effects.reset();
  CHECK(seen_of(trial) == "no answer in time, reset");
}

TEST_CASE("every trial has a word of its own") {
  std::set<std::string_view> words;
  for (const Trial each : all_trials()) {
    words.insert(name(each));
    CHECK(trial_of(name(each)) == each);
    CHECK_FALSE(about(each).empty());
  }
  CHECK(words.size() == all_trials().size());
  CHECK_FALSE(trial_of("dup"));
}

}  // namespace checkoutdiag::webhook
