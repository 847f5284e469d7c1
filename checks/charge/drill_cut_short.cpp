#include "checks/charge/drill_words.hpp"

namespace checkoutdiag::charge::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 9110 section 9.2.2: idempotent methods and automatic retries",
     "https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2"},
};

void run(const DrillsCase& seen, Outcome& outcome) {
  const std::size_t done = seen.seen.scenarios.size(), planned = seen.seen.planned;
  if (done >= planned) return;
  outcome.undecided(
      "the drill was cut short: {} of {} runs came to their end, and the slowest are those that "
      "are "
      "missing: give it more time (--deadline), or fewer scenarios (--scenario)",
      done, planned);
}

}  // namespace

constinit const Check<DrillsCase> drill_cut_short{
    .rule = {.id = "charge/drill-cut-short",
             .level = Level::error,
             .title = "every scenario of a drill has come to its end",
             .why = "A client that was safe in the scenarios that were done may charge twice in "
                    "those that were not. A drill that a deadline or a signal has ended proves "
                    "nothing of the rest.",
             .fix =
                 "give the drill more time, or name the scenarios that matter:\n"
                 "  checkoutdiag charge drill --deadline 300 --scenario reset-after-commit --help",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::charge::rules
