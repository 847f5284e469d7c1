#include "checks/charge/charge.hpp"

namespace checkoutdiag::charge {
namespace {

constexpr const Check<ReplayCase>* kReplays[] = {
    // Why the others may have nothing to judge.
    &rules::charge_refused,
    &rules::key_unfit,
    // The gateway charges twice.
    &rules::replay_executes_again,
    &rules::concurrent_executes_twice,
    &rules::lost_answer_executes_again,
    &rules::error_executes_again,
    &rules::payload_not_compared,
    // What keeps a retry from being safe, or from being understood.
    &rules::error_is_stored,
    &rules::repetition_unmarked,
    &rules::answer_undocumented,
};

}  // namespace

std::span<const Check<ReplayCase>* const> replays() {
  return kReplays;
}

}  // namespace checkoutdiag::charge
