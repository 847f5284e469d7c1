#include "tests/checks/charge/audits.hpp"

#include <doctest/doctest.h>

#include "tests/checks/fix_lines.hpp"

namespace checkoutdiag::charge::written {
namespace {

constexpr std::int64_t kNoon = 1'795'435'200'000, kSecond = 1000;

void check_texts(const Outcome& outcome) {
  const Rule& rule = *outcome.rule;
  for (const Finding& finding : outcome.findings) {
    const std::string fix = finding.fix.empty() ? std::string(rule.fix) : finding.fix;
    CHECK_MESSAGE(fault_of_fix(fix) == "", rule.id);
    CHECK_MESSAGE(!has_placeholder(fix), rule.id, ": ", fix);
    CHECK_MESSAGE(text::printable(finding.message, 100'000) == finding.message, rule.id);
    CHECK_MESSAGE(finding.message.back() != '.', rule.id, ": ", finding.message);
    for (std::string_view stray : {"  ", ", :", "()", ": ;", ": :", " ,", " ;"})
      CHECK_MESSAGE(!has(finding.message, stray), rule.id, ": ", finding.message);
    CHECK_MESSAGE(!has(fix, "()"), rule.id, ": ", fix);
  }
  if (!outcome.inconclusive_because.empty())
    CHECK_MESSAGE(says_what_to_do(outcome.inconclusive_because), rule.id, ": ",
                  outcome.inconclusive_because);
}

}  // namespace

Mutation& Given::sent(const std::string& key, int status, const std::string& order) {
  TrafficFacts& facts = seen.seen;
  const auto number = static_cast<std::int64_t>(facts.requests++);
  Mutation each;
  each.index = static_cast<std::size_t>(number);
  each.line = static_cast<int>(number) + 1;
  each.at = kNoon + number * kSecond;
  each.method = "POST";
  each.host = "api.stripe.com";
  each.path = "/v1/charges";
  each.profile = "stripe";
  each.operation = Operation::charge;
  each.fingerprint = "f-" + order;
  each.reference = order;
  each.key = key;
  each.status = status;
  each.no_answer = status == 0;
  if (status >= 200 && status < 300) each.answer_id = "ch_" + key.substr(0, 4);
  facts.mutations.push_back(each);
  return facts.mutations.back();
}

Mutation& Given::step(Operation operation, const std::string& path, const std::string& key) {
  Mutation& each = sent(key);
  each.operation = operation;
  each.path = path;
  each.fingerprint = "f-" + path;
  return each;
}

Mutation& Given::read(const std::string& key) {
  Mutation each = sent(key);
  seen.seen.mutations.pop_back();
  each.method = "GET";
  each.takes_key = false;
  seen.seen.reads.push_back(each);
  return seen.seen.reads.back();
}

void later(Mutation& each, std::int64_t ms) {
  *each.at += ms;
}

Outcome judged(const Check<AuditCase>& check, const Given& given) {
  std::vector<Outcome> outcomes;
  const Check<AuditCase>* const one[] = {&check};
  judge<AuditCase>(one, given.seen, "traffic.har", outcomes);
  check_texts(outcomes.at(0));
  return outcomes.at(0);
}

std::vector<Outcome> judge_all(const Given& given) {
  std::vector<Outcome> outcomes;
  judge<AuditCase>(audit(), given.seen, "traffic.har", outcomes);
  for (const Outcome& outcome : outcomes)
    check_texts(outcome);
  return outcomes;
}

std::string found_by(const std::vector<Outcome>& outcomes) {
  std::string ids;
  for (const Outcome& each : outcomes)
    if (!each.findings.empty())
      ids += (ids.empty() ? "" : " ") + std::string(each.rule->id.substr(sizeof "charge"));
  return ids;
}

}  // namespace checkoutdiag::charge::written
