#include <doctest/doctest.h>

#include "tests/checks/webhook/drills.hpp"

namespace checkoutdiag::webhook {
namespace {

std::string reason(const DrillFacts& drill) {
  Outcome outcome{&rules::trial_undecided.rule, "endpoint", {}, {}, {}};
  rules::trial_undecided.run(DrillCase{drill}, outcome);
  CHECK(outcome.findings.empty());
  return outcome.inconclusive_because;
}

}  // namespace

TEST_CASE("webhook/trial-undecided: nobody is there") {
  DrillFacts drill = right_drill();
  Sent& sent = at(drill, Trial::valid).sent.front();
  sent.status = 0;
  sent.fate = http::Fate::not_sent;
  sent.error = "connection refused";
  CHECK(reason(drill) ==
        "no delivery reached http://127.0.0.1:1/hook: connection refused; start the endpoint, and "
        "check the URL");
}

TEST_CASE("webhook/trial-undecided: no probe, and one that fails") {
  DrillFacts drill = right_drill();
  CHECK(reason(drill).empty());
  TrialFacts& trial = at(drill, Trial::together);
  trial.effects.reset();
  trial.uncounted = "the probe URL answers 500";
  CHECK(reason(drill) ==
        "these trials tell nothing: together (the probe URL answers 500); run them again: --trial "
        "NAME");
  drill.counted_by = Probe::Kind::none;
  CHECK(reason(drill).starts_with("nothing counts what came of the deliveries"));
  // A refused endpoint has a finding of its own.
  answer(at(drill, Trial::valid), {400});
  CHECK(reason(drill).empty());
}

}  // namespace checkoutdiag::webhook
