#pragma once
#include <functional>
#include <string>
#include <vector>

#include "lib/trust/facts.hpp"
#include "lib/trust/files.hpp"
#include "lib/trust/search.hpp"

namespace checkoutdiag::trust {

struct InventoryOptions {
  bool drift = false;        // compare Debian's bundle with what it is made from
  bool packages = false;     // tell which package owns each store
  bool candidates = false;   // and whether the machine's lists know a newer version (slower)
  bool run_modules = false;  // load this machine's own PKCS#11 modules, which is to run their code
  std::function<bool()> stop;  // asked between stores; true ends the look early
};

/// Reads every place of a plan, each file once and each certificate once, and keeps who uses what.
/// Never throws for what a file holds: one unreadable store does not hide the others. A place that
/// is not there and that nobody names is left out.
Inventory take_inventory(const Files& files, Plan plan, const InventoryOptions& options);

/// The plan with only the places that are wanted (indices into plan.places), and the clients and
/// settings that speak of them.
Plan narrowed(const Plan& plan, const std::vector<std::size_t>& wanted);

/// The place of `path` in the plan: the same file, whatever it is called; else it is added with
/// role `given`. Returns its index.
std::size_t place_of(Plan& plan, const Files& files, const std::string& path);

}  // namespace checkoutdiag::trust
