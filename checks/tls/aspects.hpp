#pragma once
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "lib/tls/facts.hpp"

namespace checkoutdiag::tls {

using Items = std::set<std::string>;

/// One thing in which the addresses of a gateway should be alike.
struct Aspect {
  std::string_view name;  // in the plural: "the versions"
  // What an address has of it; nothing while that is not wholly known, for a time-out is no
  // difference.
  std::optional<Items> (*items)(const AddressFacts&);
};

std::span<const Aspect> aspects();

}  // namespace checkoutdiag::tls
