#pragma once
#include <vector>

#include "lib/fields/lint.hpp"

namespace checkoutdiag::fields {

/// Parts of a pattern's text that are rarely meant: [1-10], \d{1-3}, [A-z], a comma or a bar in a
/// class. By the text alone, so they are hints.
std::vector<Oddity> oddities_of(const regex::Pattern& pattern);

}  // namespace checkoutdiag::fields
