#include <fmt/core.h>

#include "checks/webhook/drill_faults.hpp"

namespace checkoutdiag::webhook::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Standard Webhooks: the specification",
     "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md"},
};

// Why a trial tells nothing, a clause.
std::string reason_of(const TrialFacts& trial) {
  for (const Sent& sent : trial.sent)
    if (sent.status == 0 && !sent.cut && !sent.error.empty()) return sent.error;
  if (!trial.uncounted.empty()) return trial.uncounted;
  return seen_of(trial);
}

void run(const DrillCase& seen, Outcome& outcome) {
  const TrialFacts* valid = find_trial(seen.seen, Trial::valid);
  if (valid && !valid->sent.empty() && valid->sent.front().fate == http::Fate::not_sent)
    return outcome.undecided_text(
        fmt::format("no delivery reached {}: {}; start the endpoint, and check the URL",
                    seen.seen.url, valid->sent.front().error));
  if (!not_taken(seen).empty()) return;
  if (seen.seen.counted_by == Probe::Kind::none)
    return outcome.undecided(
        "nothing counts what came of the deliveries: all is judged by status alone, and what is "
        "lost or applied twice is not seen: name a probe (--probe-url, --probe-cmd or "
        "--probe-sqlite)");
  std::string all;
  for (const TrialFacts& each : seen.seen.trials)
    if (each.skipped.empty() && fault_of(each, seen.seen) == Fault::undecided)
      all += fmt::format("{}{} ({})", all.empty() ? "" : ", ", name(each.trial), reason_of(each));
  if (!all.empty())
    outcome.undecided_text(
        fmt::format("these trials tell nothing: {}; run them again: --trial NAME", all));
}

}  // namespace

constinit const Check<DrillCase> trial_undecided{
    .rule = {.id = "webhook/trial-undecided",
             .level = Level::error,
             .title = "every trial of a drill tells something",
             .why = "A status says what the endpoint claims, not what it did: an event that was "
                    "answered with 200 may be lost, or applied twice. Without a count of the "
                    "effects, or with one that fails, nothing is proven.",
             .fix = "count the effects by a URL, a command or a query, which may name the order:\n"
                    "  checkoutdiag webhook drill URL --probe-url http://127.0.0.1:8080/orders/"
                    "{order}/payments --probe-pointer /count --help",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::webhook::rules
