#include <algorithm>

#include "checks/gate/gate.hpp"

namespace checkoutdiag::gate::rules {
namespace {

constexpr Reference kReferences[] = {
    {"NIST SP 800-204D: security checks in CI/CD pipelines",
     "https://csrc.nist.gov/pubs/sp/800/204/d/final"},
};

bool is_judged(const Part& part) {
  return part.end == End::ran && (part.budget.warnings || part.budget.notes);
}

std::string_view skip(const GateCase& seen) {
  return std::any_of(seen.parts.begin(), seen.parts.end(), is_judged)
             ? ""
             : "no check that ran has a budget of findings";
}

void judge_count(const Part& part, const char* what, const std::optional<int>& most, int found,
                 Outcome& outcome) {
  if (!most || found <= *most) return;
  outcome.fail("{} has {} {}, and its budget allows {}", part.name, found, what, *most)
      .with("check", part.name)
      .with("found", static_cast<std::int64_t>(found))
      .with("allowed", static_cast<std::int64_t>(*most));
}

void run(const GateCase& seen, Outcome& outcome) {
  for (const Part& each : seen.parts) {
    if (!is_judged(each)) continue;
    judge_count(each, "warnings", each.budget.warnings, each.found.warning, outcome);
    judge_count(each, "notes", each.budget.notes, each.found.note, outcome);
  }
}

}  // namespace

constinit const Check<GateCase> over_budget{
    .rule = {.id = "gate/over-budget",
             .level = Level::error,
             .title = "no check finds more than its budget allows",
             .why = "A budget holds what nobody has time for today: it may get less, and not "
                    "more. When it is overdrawn, something new is among what was accepted.",
             .fix = "look at the check's findings for the new one, or give a baseline, which "
                    "shows it alone\n"
                    "  checkoutdiag gate --baseline baseline.json",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::gate::rules
