#include "checks/threeds/threeds.hpp"

namespace checkoutdiag::threeds {
namespace {

constexpr const Check<MessageCase>* kAll[] = {
    // What the other side said.
    &rules::error_received,
    &rules::not_authenticated,
    // What it would refuse.
    &rules::version_unknown,
    &rules::field_missing,
    &rules::field_malformed,
    &rules::field_forbidden,
    &rules::amount_exponent,
    &rules::eci_incoherent,
    // What makes a challenge likelier.
    &rules::method_incomplete,
    &rules::browser_data_doubtful,
    &rules::challenge_indicator,
    &rules::field_unknown,
    &rules::decoupled_contradicts,
};

constexpr const Check<TransactionCase>* kTransactions[] = {
    &rules::challenge_open,
    &rules::ids_differ,
    &rules::versions_differ,
};

constexpr const Check<RequestCase>* kRequests[] = {
    &rules::exemption_unknown,
};

constexpr const Check<InputCase>* kInputs[] = {
    &rules::message_unread,
};

}  // namespace

std::span<const Check<InputCase>* const> inputs() {
  return kInputs;
}

std::span<const Check<RequestCase>* const> requests() {
  return kRequests;
}

std::span<const Check<MessageCase>* const> all() {
  return kAll;
}

std::span<const Check<TransactionCase>* const> transactions() {
  return kTransactions;
}

}  // namespace checkoutdiag::threeds
