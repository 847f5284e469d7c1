#include "tests/checks/charge/drills.hpp"

#include <doctest/doctest.h>

#include "tests/checks/fix_lines.hpp"

namespace checkoutdiag::charge::drilled {
namespace {

void check_texts(const Outcome& outcome) {
  const Rule& rule = *outcome.rule;
  for (const Finding& finding : outcome.findings) {
    const std::string fix = finding.fix.empty() ? std::string(rule.fix) : finding.fix;
    CHECK_MESSAGE(fault_of_fix(fix) == "", rule.id);
    CHECK_MESSAGE(!has_placeholder(fix), rule.id, ": ", fix);
    CHECK_MESSAGE(text::printable(finding.message, 100'000) == finding.message, rule.id);
    CHECK_MESSAGE(!finding.message.empty(), rule.id);
    CHECK_MESSAGE(finding.message.back() != '.', rule.id, ": ", finding.message);
    for (std::string_view stray : {"  ", ", :", "()", ": ;", ": :", "\x1b", "\n"})
      CHECK_MESSAGE(!has(finding.message, stray), rule.id, ": ", finding.message);
  }
  if (!outcome.inconclusive_because.empty())
    CHECK_MESSAGE(says_what_to_do(outcome.inconclusive_because), rule.id, ": ",
                  outcome.inconclusive_because);
}

template <class Case>
Outcome judged_one(const Check<Case>& check, const Case& seen) {
  std::vector<Outcome> outcomes;
  const Check<Case>* const one[] = {&check};
  judge<Case>(one, seen, "clean", outcomes);
  check_texts(outcomes.at(0));
  return outcomes.at(0);
}

}  // namespace

sandbox::Fault status_fault(int status, sandbox::When when, std::optional<int> retry_after) {
  sandbox::Fault made;
  made.kind = sandbox::FaultKind::status;
  made.when = when;
  made.status = status;
  made.retry_after = retry_after;
  return made;
}

sandbox::Fault fault(sandbox::FaultKind kind, sandbox::When when, int wait_ms) {
  sandbox::Fault made;
  made.kind = kind;
  made.when = when;
  made.wait = std::chrono::milliseconds(wait_ms);
  return made;
}

Given::Given() {
  profile.name = "generic";
  profile.title = "a gateway";
  profile.key_name = "Idempotency-Key";
  profile.paths = {"/v1/charges"};
  seen.scenario.name = "clean";
  seen.order = kOrder;
  seen.reported = Reported::success;
  seen.runs.resize(1);
  seen.runs[0].exit = 0;
  ended(5000);
}

sandbox::SeenRequest& Given::add(std::int64_t at, const std::string& key) {
  sandbox::SeenRequest& request = seen.truth.requests.emplace_back();
  request.number = request.connection = ++seen.truth.requests_seen;
  request.at = at;
  request.method = "POST";
  request.path = "/v1/charges";
  request.key = key;
  request.fingerprint = "0123456789abcdef";
  request.reference = kOrder;
  request.charges = true;
  return request;
}

void Given::execute(sandbox::SeenRequest& request) {
  request.executed = true;
  sandbox::Charge& charge = seen.truth.charges.emplace_back();
  charge.id = request.charge = "ch_" + std::to_string(seen.truth.charges.size());
  charge.amount = "1999";
  charge.currency = "eur";
  charge.reference = request.reference;
  charge.key = request.key;
  charge.status = "succeeded";
  charge.request = request.number;
}

Given& Given::paid(std::int64_t at, const std::string& key, int status) {
  sandbox::SeenRequest& request = add(at, key);
  request.status = status;
  execute(request);
  return *this;
}

Given& Given::failed(std::int64_t at, const sandbox::Fault& by, const std::string& key) {
  sandbox::SeenRequest& request = add(at, key);
  const std::uint64_t number = seen.truth.requests_seen;
  seen.scenario.faults.push_back({number, number, "POST", "", by});
  request.fault = sandbox::describe(by);
  request.retry_after = by.retry_after;
  request.status = by.kind == sandbox::FaultKind::status ? by.status : 200;
  const bool silent = by.kind == sandbox::FaultKind::reset || by.kind == sandbox::FaultKind::close;
  if (silent) request.status = 0;
  if (by.when != sandbox::When::before) execute(request);
  return *this;
}

Given& Given::answered(std::int64_t at, int status, const std::string& key) {
  add(at, key).status = status;
  return *this;
}

Given& Given::looked(std::int64_t at) {
  sandbox::SeenRequest& request = add(at, "");
  request.method = "GET";
  request.status = 200;
  request.charges = false;
  request.reference.clear();
  return *this;
}

Given& Given::reported(Reported what) {
  seen.reported = what;
  ClientRun& last = seen.runs.back();
  last.exit.reset();
  if (what == Reported::success) last.exit = 0;
  if (what == Reported::failure) last.exit = 1;
  if (what == Reported::doubt) last.exit = 75;
  if (what == Reported::nothing) last.signal = 11;
  return *this;
}

Given& Given::ended(std::int64_t at) {
  seen.runs.back().took = at - seen.runs.back().began;
  seen.ended = at;
  return *this;
}

Given& Given::killed(std::int64_t at) {
  seen.killed = true;
  seen.scenario.work = std::chrono::milliseconds(300);
  seen.runs[0].exit.reset();
  seen.runs[0].signal = 9;
  seen.runs[0].killed = true;
  seen.runs[0].took = at;
  ClientRun again;
  again.began = at + 10;
  again.exit = 0;
  seen.runs.push_back(again);
  return ended(at + 5000);
}

Given& Given::hung(std::int64_t at) {
  reported(Reported::nothing).ended(at);
  seen.runs.back().hung = true;
  seen.runs.back().signal = 15;
  return *this;
}

Given& Given::not_started() {
  seen.runs[0] = ClientRun();
  seen.runs[0].problem = "Exec format error";
  seen.reported = Reported::nothing;
  return *this;
}

Outcome judged(const Check<DrillCase>& check, const Given& given) {
  return judged_one<DrillCase>(check, {given.seen, given.profile});
}

Outcome judged(const Check<DrillsCase>& check, const std::vector<Given>& given) {
  DrillFacts facts;
  for (const Given& each : given) {
    facts.profile = each.profile;
    facts.scenarios.push_back(each.seen);
  }
  return judged_one<DrillsCase>(check, {.seen = facts});
}

std::string found(const Given& given) {
  std::vector<Outcome> outcomes;
  judge<DrillCase>(charge::drill(), {given.seen, given.profile}, "clean", outcomes);
  std::string ids;
  for (const Outcome& each : outcomes) {
    check_texts(each);
    if (!each.findings.empty())
      ids += (ids.empty() ? "" : " ") + std::string(each.rule->id.substr(sizeof "charge/client"));
  }
  return ids;
}

}  // namespace checkoutdiag::charge::drilled
