#pragma once
#include <string>
#include <vector>

#include "checks/ca/ca.hpp"

// The path that OpenSSL before 1.1.0 takes: it follows the issuers that were sent, and asks its
// store only where they end; a valid path that leaves earlier is not looked for.
namespace checkoutdiag::ca::chains {

/// An expired certificate into which an old client would run although a valid path exists.
struct LegacyPath {
  const x509::Certificate* expired = nullptr;
  bool sent = false;  // by the gateway; else in a store
  std::string store;  // raw; where it is not sent
};

/// Same subject and same key: twins, and a root with its cross-certificates.
bool same_authority(const x509::Certificate& a, const x509::Certificate& b);

/// Empty when nobody accepts the chain: then there is no valid path to miss.
std::vector<LegacyPath> legacy_paths(const ChainCase& seen);

/// Programs of this machine with an OpenSSL before 1.1.0. Escaped.
std::vector<std::string> old_clients(const Inventory& seen);

}  // namespace checkoutdiag::ca::chains
