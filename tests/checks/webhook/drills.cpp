#include "tests/checks/webhook/drills.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/checks/fix_lines.hpp"

namespace checkoutdiag::webhook {
namespace {

TrialFacts right_trial(Trial trial) {
  TrialFacts facts;
  facts.trial = trial;
  facts.event = "evt1";
  facts.order = "ord1";
  facts.effects = 1;
  switch (wanted(trial)) {
    case Wanted::refused:
      answer(facts, {400});
      facts.effects = 0;
      break;
    case Wanted::quiet:
      answer(facts, {200});
      facts.effects = 0;
      break;
    default:
      answer(facts, {200});
  }
  if (trial == Trial::duplicate || trial == Trial::other_body || trial == Trial::out_of_order)
    answer(facts, {200, 200});
  if (trial == Trial::together) answer(facts, {200, 200, 409});
  if (trial == Trial::dropped || trial == Trial::lost_answer) {
    answer(facts, {0, 200});
    facts.sent.front().cut = true;
  }
  if (trial == Trial::early) answer(facts, {404, 200});
  if (trial == Trial::replayed) facts.effects = 0;
  return facts;
}

}  // namespace

void answer(TrialFacts& trial, std::initializer_list<int> statuses) {
  trial.sent.clear();
  for (const int status : statuses) {
    Sent sent;
    sent.status = status;
    sent.fate = status == 0 ? http::Fate::no_status : http::Fate::answered;
    trial.sent.push_back(sent);
  }
}

DrillFacts right_drill() {
  DrillFacts drill;
  drill.scheme = "stripe";
  drill.url = "http://127.0.0.1:1/hook";
  drill.counted_by = Probe::Kind::url;
  drill.rejects_old = drill.rejects_future = true;
  drill.huge = 1000;
  for (const Trial each : all_trials())
    drill.trials.push_back(right_trial(each));
  return drill;
}

TrialFacts& at(DrillFacts& drill, Trial trial) {
  return *std::find_if(drill.trials.begin(), drill.trials.end(),
                       [&](const TrialFacts& each) { return each.trial == trial; });
}

std::set<std::string> fired(const DrillFacts& drill) {
  std::vector<Outcome> outcomes;
  judge(drills(), DrillCase{drill}, "endpoint", outcomes);
  std::set<std::string> rules;
  for (const Outcome& each : outcomes) {
    const std::string id(each.rule->id.substr(each.rule->id.find('/') + 1));
    if (!each.findings.empty()) rules.insert(id);
    if (!each.inconclusive_because.empty()) rules.insert("?" + id);
  }
  return rules;
}

Finding found(const Check<DrillCase>& check, const DrillFacts& drill) {
  CHECK(fault_of_fix(check.rule.fix) == "");
  Outcome outcome{&check.rule, "endpoint", {}, {}, {}};
  check.run(DrillCase{drill}, outcome);
  REQUIRE(outcome.findings.size() == 1);
  return outcome.findings.front();
}

}  // namespace checkoutdiag::webhook
