#pragma once
#include <functional>

#include "lib/trust/facts.hpp"
#include "lib/trust/files.hpp"

namespace checkoutdiag::trust {

/// Debian's bundle against what update-ca-certificates(8) makes it from: /etc/ca-certificates.conf
/// selects from /usr/share/ca-certificates, /usr/local/share/ca-certificates adds, and Java's store
/// follows. Reads the conf; the certificates are those of the inventory.
DriftFacts find_drift(const Files& files, const Inventory& inventory,
                      const std::function<bool()>& stop = {});

}  // namespace checkoutdiag::trust
