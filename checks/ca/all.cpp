#include "checks/ca/ca.hpp"

namespace checkoutdiag::ca {
namespace {

// The order of running and reporting: whether a store can be used, whom it trusts, what its
// certificates are like, how old it is.
constexpr const Check<StoreCase>* kAll[] = {
    // A store can be used at all.
    &rules::store_readable,
    &rules::loads_fewer,
    &rules::file_damaged,
    &rules::hash_links,
    &rules::world_writable,
    &rules::private_key,
    // Who is trusted.
    &rules::distrusted,
    &rules::distrust_after,
    &rules::interception_root,
    &rules::local_root,
    &rules::server_trust_off,
    &rules::removed_upstream,
    &rules::baseline_missing,
    &rules::baseline_extra,
    // The certificates themselves.
    &rules::expired,
    &rules::not_yet_valid,
    &rules::expires_soon,
    &rules::not_a_ca,
    &rules::weak_key,
    &rules::sha1_below_anchor,
    &rules::sha1_self_signature,
    &rules::same_name_other_key,
    &rules::twin,
    &rules::duplicate,
    &rules::certificate_malformed,
    // How old it is.
    &rules::package_outdated,
    &rules::content_stale,
};

constexpr const Check<MachineCase>* kMachine[] = {
    &rules::setting_broken, &rules::settings_disagree, &rules::bundle_drift,
    &rules::java_drift,     &rules::search_complete,   &rules::knowledge_old,
};

constexpr const Check<ChainCase>* kChain[] = {
    &rules::chain_seen,           &rules::chain_host_mismatch, &rules::chain_refused,
    &rules::chain_incomplete,     &rules::chain_distrusted,    &rules::chain_distrust_after,
    &rules::chain_expired_anchor, &rules::chain_weak,          &rules::gateway_notice,
};

constexpr const Check<DiffCase>* kDiff[] = {
    &rules::stores_differ,
};

}  // namespace

std::span<const Check<StoreCase>* const> all() {
  return kAll;
}

std::span<const Check<MachineCase>* const> machine() {
  return kMachine;
}

std::span<const Check<ChainCase>* const> chain() {
  return kChain;
}

std::span<const Check<DiffCase>* const> diff() {
  return kDiff;
}

}  // namespace checkoutdiag::ca
