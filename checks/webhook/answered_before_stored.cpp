#include "checks/webhook/drill_faults.hpp"

namespace checkoutdiag::webhook::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Standard Webhooks: the specification",
     "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md"},
    {"SQLite: PRAGMA synchronous", "https://www.sqlite.org/pragma.html#pragma_synchronous"},
};

void run(const DrillCase& seen, Outcome& outcome) {
  judge_trials(seen, {Trial::killed}, {Fault::lost},
               "an event that was answered with 2xx is gone after a restart", outcome);
}

}  // namespace

constinit const Check<DrillCase> answered_before_stored{
    .rule = {.id = "webhook/answered-before-stored",
             .level = Level::error,
             .title = "the endpoint answers 2xx before the event is stored",
             .why = "The process was killed right after its answer, and the event is "
                    "gone: it was in memory only. A deployment, a crash or a lack of "
                    "memory loses payments that way, and the sender does not deliver "
                    "them again.",
             .fix = "commit the event to a database or a durable queue first, and "
                    "answer after that",
             .references = kReferences},
    .skip = &not_counted,
    .run = &run,
};

}  // namespace checkoutdiag::webhook::rules
