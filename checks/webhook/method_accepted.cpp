#include "checks/webhook/drill_faults.hpp"

namespace checkoutdiag::webhook::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 9110 section 15.5.6: 405 Method Not Allowed",
     "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.6"},
};

void run(const DrillCase& seen, Outcome& outcome) {
  judge_trials(seen, {Trial::get, Trial::head}, {Fault::accepted},
               "another method than POST is answered with success", outcome);
}

}  // namespace

constinit const Check<DrillCase> method_accepted{
    .rule = {.id = "webhook/method-accepted",
             .level = Level::warning,
             .title = "the endpoint answers other methods than POST with success",
             .why = "A sender whose proxy turns POST into GET is told that its event "
                    "was taken, and nobody stores it. Monitors that ask with GET see a "
                    "healthy endpoint that may refuse every POST.",
             .fix = "answer GET and HEAD with 405, and give health checks a path of "
                    "their own",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::webhook::rules
