#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "lib/trust/facts.hpp"
#include "lib/trust/path.hpp"

// One chain against every runtime and store of a machine.
namespace checkoutdiag::trust {

/// A change to one side that was tried, and made a path.
struct Remedy {
  enum class Kind { add_root, send_intermediate };
  Kind kind = Kind::add_root;
  std::vector<x509::Certificate> certificates;  // what to add or send, from the leaf's side up
  std::string found_in;                         // the store or URL where they were found
};

/// One runtime of this machine, or one store by itself, against a chain.
struct Row {
  std::string name;                   // "Node.js 20.20.2", or the store's path
  std::vector<std::string> stores;    // paths
  std::optional<std::size_t> client;  // index into Inventory::clients
  Profile profile;
  PathVerdict verdict;
  std::vector<x509::Certificate> path;  // of verdict.path, those that are known
  std::vector<Remedy> remedies;         // proven ones, the smallest first
};

/// A certificate that may close a gap, and where it was found.
struct Candidate {
  x509::Certificate certificate;
  std::string found_in;
};

struct MatrixOptions {
  // Judge these by themselves, as each runtime that reads them would (an empty list: no rows);
  // nothing: every client of the inventory.
  std::optional<std::vector<std::size_t>> stores;
  std::vector<Candidate> candidates;                     // beside those of the inventory
  std::function<bool(const x509::Certificate&)> usable;  // may it be proposed? empty: all may
  std::function<bool()> stop;                            // true ends the search for remedies
  Time now{};
};

/// Judges a chain as sent (leaf first, DER). Rows are in the order of the clients, or of the stores
/// and runtimes. Proposals are proven: each was judged again with the change made.
std::vector<Row> judge_chain(const Inventory& inventory, const std::vector<std::string>& sent,
                             const MatrixOptions& options);

/// "OpenSSL", "Node.js", "Go", "Java", "GnuTLS".
std::string_view name(Runtime runtime);

/// "OpenSSL, security level 2, partial chains".
std::string describe(const Profile& profile);

}  // namespace checkoutdiag::trust
