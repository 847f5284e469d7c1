#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "checks/check.hpp"
#include "lib/trust/facts.hpp"
#include "lib/trust/knowledge.hpp"
#include "lib/trust/matrix.hpp"

namespace checkoutdiag::ca {

using trust::Inventory;
using trust::Knowledge;
using trust::Remedy;
using trust::Row;
using trust::Store;

/// What a store is compared with: --baseline.
struct Baseline {
  std::string name;                            // the store or file as given
  std::set<std::string> sha256;                // of its certificates
  std::map<std::string, std::string> names{};  // SHA-256 to name, where one is known; raw
};

/// What is asked of stores.
struct Wanted {
  int expiry_warning_days = 60;
  int stale_days = 180;     // a package or content older than this is stale
  bool deny_local = false;  // locally added roots are errors
  std::optional<Baseline> baseline;
};

/// One store, among all that were found, and when.
struct StoreCase {
  const Inventory& seen;
  const Store& store;
  const Knowledge& known;
  const Wanted& wanted;
  Time at;
};

/// The machine as a whole: settings, drift, what cannot be seen.
struct MachineCase {
  const Inventory& seen;
  const Knowledge& known;
  const Wanted& wanted;
  Time at;
};

/// A gateway's chain against every runtime and store.
struct ChainCase {
  const Inventory& seen;
  const Knowledge& known;
  const Wanted& wanted;
  Time at;
  std::string target;                   // "api.gateway.test:443" or the file
  std::string host;                     // empty for a file
  std::string repeat;                   // the command that asks the same again
  std::vector<x509::Certificate> sent;  // leaf first
  std::string problem;                  // why there is no chain; empty: there is one
  std::vector<Row> rows;
};

/// Two stores side by side.
struct DiffCase {
  std::string old_name, new_name;
  int old_count = 0, new_count = 0;
  std::vector<x509::Certificate> removed, added;  // only in the old one, only in the new one
  // The same subject in both, with other bytes: a root that was issued again, or replaced.
  std::vector<std::pair<x509::Certificate, x509::Certificate>> changed;
};

/// Every check on one store, on the machine, on a chain, on two stores, in the order of running and
/// reporting.
std::span<const Check<StoreCase>* const> all();
std::span<const Check<MachineCase>* const> machine();
std::span<const Check<ChainCase>* const> chain();
std::span<const Check<DiffCase>* const> diff();

// One rule, one file of its name; the order of reporting is that of all.cpp.
namespace rules {

// A store can be used at all.
extern const Check<StoreCase>
    store_readable;                          // missing, unreadable, unsupported: undecided or error
extern const Check<StoreCase> loads_fewer;   // a runtime that reads it loads fewer than there are
extern const Check<StoreCase> file_damaged;  // broken, truncated, garbage PEM that costs no reader
extern const Check<StoreCase> hash_links;    // missing, dangling, wrong, gaps
extern const Check<StoreCase> world_writable;
extern const Check<StoreCase> private_key;
// Who is trusted.
extern const Check<StoreCase> distrusted;
extern const Check<StoreCase> distrust_after;
extern const Check<StoreCase> interception_root;
extern const Check<StoreCase> local_root;
extern const Check<StoreCase> server_trust_off;
extern const Check<StoreCase> removed_upstream;
extern const Check<StoreCase> baseline_missing;
extern const Check<StoreCase> baseline_extra;
// The certificates themselves.
extern const Check<StoreCase> expired;
extern const Check<StoreCase> not_yet_valid;
extern const Check<StoreCase> expires_soon;
extern const Check<StoreCase> not_a_ca;
extern const Check<StoreCase> weak_key;
extern const Check<StoreCase> sha1_below_anchor;
extern const Check<StoreCase> sha1_self_signature;
extern const Check<StoreCase> same_name_other_key;
extern const Check<StoreCase> twin;
extern const Check<StoreCase> duplicate;
extern const Check<StoreCase> certificate_malformed;
// How old it is.
extern const Check<StoreCase> package_outdated;
extern const Check<StoreCase> content_stale;

extern const Check<MachineCase> setting_broken;  // a variable names a missing, empty or HTML file
extern const Check<MachineCase> settings_disagree;
extern const Check<MachineCase> bundle_drift;
extern const Check<MachineCase> java_drift;
extern const Check<MachineCase> search_complete;  // limits, permissions: undecided
extern const Check<MachineCase> knowledge_old;

extern const Check<ChainCase> chain_seen;           // there is a chain to judge: undecided
extern const Check<ChainCase> chain_host_mismatch;  // the leaf is for other names
extern const Check<ChainCase> chain_refused;        // by a runtime of this machine
extern const Check<ChainCase> chain_incomplete;  // an intermediate that the gateway fails to send
extern const Check<ChainCase> chain_distrusted;
extern const Check<ChainCase> chain_distrust_after;
extern const Check<ChainCase> chain_expired_anchor;  // an accepted path that ends in, or an old
                                                     // client would take, an expired anchor
extern const Check<ChainCase> chain_weak;  // SHA-1 below the anchor, weak keys in the path
extern const Check<ChainCase> gateway_notice;

extern const Check<DiffCase> stores_differ;

}  // namespace rules

}  // namespace checkoutdiag::ca
