#pragma once
#include <string>
#include <string_view>

#include "lib/trust/knowledge.hpp"

namespace checkoutdiag::trust {

/// Reads one file of knowledge, which may be anybody's; `name` is what errors and Provenance::file
/// call it. Bounded in size, depth and number of entries. Throws Failure(input) that names the
/// file, the entry and the key.
Knowledge read_knowledge(std::string_view text, const std::string& name);

}  // namespace checkoutdiag::trust
