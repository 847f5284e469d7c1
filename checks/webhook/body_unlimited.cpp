#include "checks/webhook/drill_faults.hpp"

namespace checkoutdiag::webhook::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 9110 section 15.5.14: 413 Content Too Large",
     "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.14"},
};

void run(const DrillCase& seen, Outcome& outcome) {
  judge_trials(seen, {Trial::huge}, {Fault::accepted},
               "a body that no sender sends is read to its end", outcome);
}

}  // namespace

constinit const Check<DrillCase> body_unlimited{
    .rule = {.id = "webhook/body-unlimited",
             .level = Level::warning,
             .title = "the endpoint takes bodies that are larger than any event",
             .why = "Before a signature can be verified the whole body is in memory: "
                    "whoever knows the URL can fill it.",
             .fix = "limit the body before it is read (client_max_body_size of nginx, "
                    "limit of express.raw, MAX_CONTENT_LENGTH of Flask) to a few times "
                    "the sender's largest event, and answer 413",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::webhook::rules
