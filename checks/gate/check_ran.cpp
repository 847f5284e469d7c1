#include "checks/gate/gate.hpp"

namespace checkoutdiag::gate::rules {
namespace {

constexpr Reference kReferences[] = {
    {"NIST SP 800-204D: security checks in CI/CD pipelines",
     "https://csrc.nist.gov/pubs/sp/800/204/d/final"},
};

std::string_view skip(const GateCase& seen) {
  for (const Part& each : seen.parts)
    if (each.end != End::left_out) return "";
  return "no check is run here";
}

void run(const GateCase& seen, Outcome& outcome) {
  std::string open;
  for (const Part& each : seen.parts)
    switch (each.end) {
      case End::ran:
      case End::left_out:
        break;
      case End::unable:
        outcome.fail("{} could not be run: {}", each.name, each.why).with("check", each.name);
        break;
      case End::over_time:
      case End::interrupted:
        open += (open.empty() ? "" : "; ") + each.name + ": " + each.why;
        break;
    }
  if (!open.empty()) outcome.undecided("{}", open);
}

}  // namespace

constinit const Check<GateCase> check_ran{
    .rule = {.id = "gate/check-ran",
             .level = Level::error,
             .title = "every check of the gate ran to its end",
             .why = "A check that did not run has found nothing, which is not the same as that "
                    "nothing is wrong. A gate that passes all the same is open.",
             .fix = "run the check by itself, with the words that the report shows, and correct "
                    "its options in the gate's file; give one that needs longer more seconds in "
                    "its budget",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::gate::rules
