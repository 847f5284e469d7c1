#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/trust/path_node.hpp"

// Name constraints (RFC 5280 4.2.1.10) as the runtimes that are not OpenSSL read them. Private to
// lib/trust.
namespace checkoutdiag::trust::paths {

/// Is `name` within `base`? Both are of one kind.
using Within = bool (*)(const Name& name, const Name& base);

bool within_for_go(const Name& name, const Name& base);
bool within_for_java(const Name& name, const Name& base);
bool within_for_gnutls(const Name& name, const Name& base);

/// No base that excludes it, and one that permits it where there are any of its kind.
bool allows(const Constraints& constraints, const Name& name, Within within);

/// The same with the reason, in Go's words; empty: it is allowed.
std::string go_objection(const Constraints& constraints, const Name& name);

}  // namespace checkoutdiag::trust::paths
