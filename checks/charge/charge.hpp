#pragma once
#include <optional>
#include <string>
#include <vector>

#include "checks/check.hpp"
#include "lib/charge/drill.hpp"
#include "lib/charge/replay.hpp"
#include "lib/charge/traffic.hpp"

namespace checkoutdiag::charge {

/// A gateway that was sent one charge again and again (charge replay).
struct ReplayCase {
  ReplayFacts seen;
};

/// A client in one scenario (charge drill), and in all of them.
struct DrillCase {
  const ScenarioFacts& seen;
  const Profile& profile;
};
struct DrillsCase {
  const DrillFacts& seen;
};

/// Recorded traffic (charge audit).
struct AuditCase {
  TrafficFacts seen;
  std::optional<Profile> profile = {};  // of every host (TrafficRules); nothing: the built-in ones
};

/// Every check of each command, in the order of running and reporting.
std::span<const Check<ReplayCase>* const> replays();
std::span<const Check<DrillCase>* const> drill();
std::span<const Check<DrillsCase>* const> drills();
std::span<const Check<AuditCase>* const> audit();

namespace rules {

// charge replay: the gateway charges twice.
extern const Check<ReplayCase> replay_executes_again;
extern const Check<ReplayCase> concurrent_executes_twice;
extern const Check<ReplayCase> lost_answer_executes_again;
extern const Check<ReplayCase> error_executes_again;
extern const Check<ReplayCase> payload_not_compared;
// What keeps a retry from being safe, or from being understood.
extern const Check<ReplayCase> charge_refused;
extern const Check<ReplayCase> error_is_stored;
extern const Check<ReplayCase> repetition_unmarked;
extern const Check<ReplayCase> answer_undocumented;
extern const Check<ReplayCase> key_unfit;

// charge drill: what became of the money and the order.
extern const Check<DrillCase> client_double_charges;
extern const Check<DrillCase> client_loses_order;
extern const Check<DrillCase> client_reports_phantom;
// The key.
extern const Check<DrillCase> client_sends_no_key;
extern const Check<DrillCase> client_changes_key;
extern const Check<DrillCase> client_forgets_key;
// The retries.
extern const Check<DrillCase> client_retries_refusal;
extern const Check<DrillCase> client_ignores_retry_after;
extern const Check<DrillCase> client_lacks_backoff;
extern const Check<DrillCase> client_storms;
extern const Check<DrillCase> client_gives_up_early;
extern const Check<DrillCase> client_hangs;
// Over all scenarios.
extern const Check<DrillsCase> drill_cut_short;
extern const Check<DrillsCase> client_lacks_jitter;
extern const Check<DrillsCase> client_shares_key;

// charge audit: every mutation has one key, and every key one mutation.
extern const Check<AuditCase> key_renewed_after_timeout;
extern const Check<AuditCase> key_changed_on_retry;
extern const Check<AuditCase> key_executed_twice;
extern const Check<AuditCase> key_crosses_regions;
extern const Check<AuditCase> retry_without_key;
extern const Check<AuditCase> key_missing;
extern const Check<AuditCase> key_reused;
extern const Check<AuditCase> key_constant;
extern const Check<AuditCase> key_shared_by_operations;
extern const Check<AuditCase> retry_after_retention;
extern const Check<AuditCase> retry_after_success;
extern const Check<AuditCase> key_malformed;
extern const Check<AuditCase> key_guessable;
extern const Check<AuditCase> key_personal_data;
extern const Check<AuditCase> key_quoting_mixed;
extern const Check<AuditCase> key_on_get;
extern const Check<AuditCase> traffic_hidden;

}  // namespace rules
}  // namespace checkoutdiag::charge
