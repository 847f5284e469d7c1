#pragma once
#include <string>
#include <vector>

#include "lib/trust/path_node.hpp"

// What GnuTLS asks of one certificate. Private to lib/trust.
namespace checkoutdiag::trust::paths {

/// GnuTLS keeps its trust list in buckets by a hash of the name, and asks one bucket at a time: a
/// name that happens to share it is found where it was not looked for.
std::size_t gnutls_bucket(const std::string& name);

bool gnutls_unknown_extension(const Node& node);

/// By the profile "low" that the priority NORMAL brings.
bool gnutls_weak_key(const Node& node);
bool gnutls_unknown_curve(const Node& node);
bool gnutls_weak_digest(const Node& node);

/// Is it for TLS servers? `strict`: anyExtendedKeyUsage does not count, as for intermediates.
bool gnutls_serves(const Node& node, bool strict);

/// The leaf's names under the constraints of all that are above it.
bool gnutls_names_allowed(const std::vector<Constraints>& above, const Node& leaf);

}  // namespace checkoutdiag::trust::paths
