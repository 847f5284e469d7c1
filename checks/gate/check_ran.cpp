#include "checks/gate/gate.hpp"

namespace checkoutdiag::gate::rules {
namespace {

constexpr Reference kReferences[] = {
    {"NIST SP 800-204D: security checks in CI/CD pipelines",
     "https://csrc.nist.gov/pubs/sp/800/204/d/final"},
};

std::string_view skip(const PartCase& seen) {
  return seen.end == End::left_out ? std::string_view(seen.why) : "";
}

void run(const PartCase& seen, Outcome& outcome) {
  switch (seen.end) {
    case End::ran:
    case End::left_out:
      return;
    case End::unable:
      outcome.fail_text("the check could not be run: " + seen.why);
      return;
    case End::over_time:
    case End::interrupted:
      outcome.undecided_text(seen.why);
      return;
  }
}

}  // namespace

constinit const Check<PartCase> check_ran{
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
