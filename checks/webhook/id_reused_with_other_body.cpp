#include "checks/webhook/drill_faults.hpp"

namespace checkoutdiag::webhook::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Standard Webhooks: the specification",
     "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md"},
};

void run(const DrillCase& seen, Outcome& outcome) {
  judge_trials(seen, {Trial::other_body}, {Fault::twice},
               "the same id with another body has a second effect", outcome);
}

}  // namespace

constinit const Check<DrillCase> id_reused_with_other_body{
    .rule = {.id = "webhook/id-reused-with-other-body",
             .level = Level::warning,
             .title = "the same id with another body has an effect of its own",
             .why = "An id stands for one event. The same id with another body is a "
                    "fault of the sender, or somebody who tries: it must be looked at, "
                    "and not be booked. Deduplication by a hash of the body takes it "
                    "for a new event.",
             .fix = "make the event's id the unique key, store a hash of the body "
                    "beside it, and refuse and report the id with another hash",
             .references = kReferences},
    .skip = &not_counted,
    .run = &run,
};

}  // namespace checkoutdiag::webhook::rules
