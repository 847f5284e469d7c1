#pragma once
#include <optional>
#include <vector>

#include "lib/regex/tree.hpp"

namespace checkoutdiag::regex {

/// Whether a value, in UTF-16 code units, matches: by the tree alone, with no automaton, so that it
/// can judge what an automaton says. Polynomial; nothing when it would take more than `most` steps.
/// The tree has no references.
std::optional<bool> matches(const Tree& tree, const std::vector<Point>& value,
                            std::size_t most = 5'000'000);

}  // namespace checkoutdiag::regex
