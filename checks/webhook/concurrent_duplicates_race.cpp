#include "checks/webhook/drill_faults.hpp"

namespace checkoutdiag::webhook::rules {
namespace {

constexpr Reference kReferences[] = {
    {"CWE-362: Race Condition", "https://cwe.mitre.org/data/definitions/362.html"},
    {"SQLite: INSERT ... ON CONFLICT", "https://www.sqlite.org/lang_upsert.html"},
};

void run(const DrillCase& seen, Outcome& outcome) {
  judge_trials(seen, {Trial::together}, {Fault::twice},
               "the same delivery at once has more than one effect", outcome);
}

}  // namespace

constinit const Check<DrillCase> concurrent_duplicates_race{
    .rule = {.id = "webhook/concurrent-duplicates-race",
             .level = Level::error,
             .title = "the same delivery many times at once has more than one effect",
             .why = "The code looks whether the event is there, and then stores it: two "
                    "deliveries at the same moment both find nothing. Deliveries do "
                    "overlap: a slow answer and the redelivery after it, or two "
                    "subscriptions. It happens under load, when it costs most.",
             .fix = "let a unique index decide: insert first (INSERT ... ON CONFLICT DO "
                    "NOTHING, SET NX), in the same transaction as the effect, and go on "
                    "only when the row is new",
             .references = kReferences},
    .skip = &not_counted,
    .run = &run,
};

}  // namespace checkoutdiag::webhook::rules
