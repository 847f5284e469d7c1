#include "checks/gate/gate.hpp"

namespace checkoutdiag::gate::rules {
namespace {

constexpr Reference kReferences[] = {
    {"NIST SP 800-204D: security checks in CI/CD pipelines",
     "https://csrc.nist.gov/pubs/sp/800/204/d/final"},
};

std::string_view skip(const PartCase& seen) {
  if (seen.end != End::ran) return "the check did not run";
  return seen.budget.warnings || seen.budget.notes ? "" : "it has no budget of findings";
}

void judge_count(const char* what, const std::optional<int>& most, int found, Outcome& outcome) {
  if (!most || found <= *most) return;
  outcome.fail("{} {}, and the budget allows {}", found, what, *most)
      .with("found", static_cast<std::int64_t>(found))
      .with("allowed", static_cast<std::int64_t>(*most));
}

void run(const PartCase& seen, Outcome& outcome) {
  judge_count("warnings", seen.budget.warnings, seen.found.warning, outcome);
  judge_count("notes", seen.budget.notes, seen.found.note, outcome);
}

}  // namespace

constinit const Check<PartCase> over_budget{
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
