#include "checks/charge/charge.hpp"

namespace checkoutdiag::charge {
namespace {

constexpr const Check<DrillCase>* kDrill[] = {
    // What became of the money and the order.
    &rules::client_double_charges,
    &rules::client_loses_order,
    &rules::client_reports_phantom,
    // The key.
    &rules::client_sends_no_key,
    &rules::client_changes_key,
    &rules::client_forgets_key,
    // The retries.
    &rules::client_retries_refusal,
    &rules::client_ignores_retry_after,
    &rules::client_lacks_backoff,
    &rules::client_storms,
    &rules::client_gives_up_early,
    &rules::client_hangs,
};

constexpr const Check<DrillsCase>* kDrills[] = {
    &rules::drill_cut_short,
    &rules::client_lacks_jitter,
    &rules::client_shares_key,
};

}  // namespace

std::span<const Check<DrillCase>* const> drill() {
  return kDrill;
}

std::span<const Check<DrillsCase>* const> drills() {
  return kDrills;
}

}  // namespace checkoutdiag::charge
