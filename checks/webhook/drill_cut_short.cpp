#include "checks/webhook/drill_faults.hpp"

namespace checkoutdiag::webhook::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Standard Webhooks: the specification",
     "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md"},
};

void run(const DrillCase& seen, Outcome& outcome) {
  if (seen.seen.cut_short)
    outcome.undecided(
        "the drill was cut short after {} trials: give it more time (--deadline), or name the "
        "trials that matter (--trial)",
        seen.seen.trials.size());
}

}  // namespace

constinit const Check<DrillCase> drill_cut_short{
    .rule = {.id = "webhook/drill-cut-short",
             .level = Level::error,
             .title = "every trial of a drill has been made",
             .why = "An endpoint that took what was tried may fail in what was not: a drill that a "
                    "deadline or a signal has ended proves nothing of the rest.",
             .fix = "give the drill more time, or name the trials that matter:\n"
                    "  checkoutdiag webhook drill URL --deadline 300 --trial together --help",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::webhook::rules
