#include "checks/gate/line.hpp"

#include <algorithm>

namespace checkoutdiag::gate {
namespace {

bool is_among(std::span<const std::string_view> ids, const Outcome& outcome) {
  return std::find(ids.begin(), ids.end(), outcome.rule->id) != ids.end();
}

/// The first finding that counts; null: none does.
const Finding* failure_of(const Outcome& outcome) {
  for (const Finding& each : outcome.findings)
    if (!each.waived && each.level != Level::note) return &each;
  return nullptr;
}

}  // namespace

void judge_line(const ChecklistCase& seen, const Line& line, Outcome& outcome) {
  bool has_proof = false;
  const Outcome* open = nullptr;
  for (const Outcome* each : seen.outcomes) {
    if (!is_among(line.rules, *each) || !each->skipped_because.empty()) continue;
    const Finding* failure = failure_of(*each);
    if (failure)
      outcome.fail_text(each->subject + ": " + failure->message)
          .with("rule", each->rule->id)
          .fixed_by(failure->fix.empty() ? std::string(each->rule->fix) : failure->fix);
    if (!each->inconclusive_because.empty()) {
      open = each;
      continue;
    }
    has_proof = has_proof || is_among(line.proofs, *each);
  }
  if (!outcome.findings.empty()) return;
  if (open)
    outcome.undecided_text(open->subject + ": " + std::string(open->rule->id) + ": " +
                           open->inconclusive_because);
  else if (!has_proof)
    outcome.undecided_text("no check of this gate shows it: " + std::string(line.advice));
}

}  // namespace checkoutdiag::gate
