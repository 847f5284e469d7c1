#include "checks/charge/charge.hpp"

namespace checkoutdiag::charge {
namespace {

constexpr const Check<AuditCase>* const kAudit[] = {
    // What was not seen cannot be judged.
    &rules::traffic_hidden,
    // Charged twice.
    &rules::key_renewed_after_timeout,
    &rules::key_changed_on_retry,
    &rules::key_executed_twice,
    &rules::key_crosses_regions,
    &rules::retry_without_key,
    &rules::key_missing,
    &rules::retry_after_retention,
    // Not charged, or for another order.
    &rules::key_constant,
    &rules::key_shared_by_operations,
    &rules::key_reused,
    // What will fail next.
    &rules::retry_after_success,
    &rules::key_malformed,
    &rules::key_guessable,
    &rules::key_personal_data,
    // Untidy.
    &rules::key_quoting_mixed,
    &rules::key_on_get,
};

}  // namespace

std::span<const Check<AuditCase>* const> audit() {
  return kAudit;
}

}  // namespace checkoutdiag::charge
