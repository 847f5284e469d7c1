#pragma once
#include <cstddef>

#include "lib/regex/tree.hpp"

namespace checkoutdiag::regex {

/// The same language in as many ways, without the rounds of a loop in which nothing is read, which
/// ECMAScript does not go on with (RepeatMatcher, 22.2.2.3.1): (a?)* is a*. Loops with
/// assertions stay as they are. Throws PatternError(large).
Tree without_empty_rounds(const Tree& tree, std::size_t most_nodes = 400'000);

}  // namespace checkoutdiag::regex
