#pragma once
#include <string>
#include <vector>

#include "checks/ca/ca.hpp"

namespace checkoutdiag::ca {

/// A runtime that loads fewer different certificates from a store than the store holds.
struct Shortfall {
  const trust::Load* load = nullptr;
  std::size_t held = 0;               // different certificates that can be read
  std::optional<std::size_t> loaded;  // of them; nothing: it fails, with how many is not known
  std::vector<std::string> missing;   // names, where they are known
};

/// Every modelled runtime that loads fewer.
std::vector<Shortfall> shortfalls(const StoreCase& seen);

/// Those that cost somebody: of the runtimes of the store's readers; of every runtime that the
/// store is made for when nobody is known to read it.
std::vector<Shortfall> costly_shortfalls(const StoreCase& seen);

/// "OpenSSL loads 0 of 142 certificates (stops at line 120)". Raw.
std::string shortfall_text(const Shortfall& shortfall);

}  // namespace checkoutdiag::ca
