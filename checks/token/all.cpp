#include "checks/token/token.hpp"

namespace checkoutdiag::token {
namespace {

constexpr const Check<CaptureCase>* kAll[] = {
    // Why no token came.
    &rules::policy_blocks,
    &rules::script_missing,
    &rules::cors_refused,
    &rules::exchange_redirected,
    &rules::exchange_failed,
    &rules::exchange_missing,
    // What became of it.
    &rules::expired,
    &rules::used_twice,
    &rules::never_used,
    &rules::asked_twice,
    &rules::use_refused,
    &rules::method_not_completed,
    &rules::challenge_not_mounted,
    // Who else got the card.
    &rules::card_number_leaked,
    &rules::security_code_leaked,
    &rules::mixed_content,
    // What it cost.
    &rules::exchange_slow,
    &rules::recording_incomplete,
};

constexpr const Check<CaptureCase>* kTraces[] = {
    &rules::synchronous_request,
    &rules::long_task,
    &rules::reply_delayed,
};

constexpr const Check<ProbeCase>* kProbes[] = {
    &rules::probe_failed,
    &rules::life_differs,
    &rules::reusable,
    &rules::expiry_unnamed,
};

constexpr const Check<CaptureCase>* kChallenges[] = {
    &rules::method_not_completed,
    &rules::challenge_not_mounted,
};

}  // namespace

std::span<const Check<CaptureCase>* const> all() {
  return kAll;
}

std::span<const Check<CaptureCase>* const> traces() {
  return kTraces;
}

std::span<const Check<ProbeCase>* const> probes() {
  return kProbes;
}

std::span<const Check<CaptureCase>* const> challenges() {
  return kChallenges;
}

}  // namespace checkoutdiag::token
