#pragma once
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "lib/trust/facts.hpp"
#include "lib/trust/files.hpp"
#include "lib/trust/hashed_directory.hpp"
#include "lib/trust/pool.hpp"
#include "lib/trust/search.hpp"

// From a place to a store, in two steps: what is there is read first, and understood when every
// certificate of the machine has been decoded once.
namespace checkoutdiag::trust {

/// A store half read.
struct Draft {
  Store store;
  std::set<std::size_t> held;            // certificates that have an entry
  Contents contents;                     // of a file; the certificates' bytes are in the pool
  std::vector<DirectoryFile> directory;  // of a directory
  std::map<Runtime, std::set<std::size_t>> by_file;  // of a directory: what is loaded by those that
                                                     // read its files, whatever their names
};

struct ReadOptions {
  bool run_modules = false;    // a PKCS#11 module may be loaded as code, where all else allows it
  std::function<bool()> stop;  // true ends the reading of what is large
};

/// Looks without reading: enough to know whether it is there, and whether it was read already.
Draft look_at_place(const Files& files, const Place& place);

/// The PKCS#11 module that may be loaded for this place, as this process names it; nothing: none.
std::optional<std::string> module_to_run(const Files& files, const Place& place,
                                         const ReadOptions& options);

/// Takes what was read of a place elsewhere.
void keep(Contents contents, Pool& pool, Draft& draft);

/// Reads what the place holds. What cannot be read says so in the store's `problem`.
void read_place(const Files& files, const Place& place, const ReadOptions& options, Pool& pool,
                Draft& draft);

/// The store, once the pool has decoded its certificates.
Store finish(Draft draft, const Pool& pool);

}  // namespace checkoutdiag::trust
