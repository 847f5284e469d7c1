#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace checkoutdiag::text {

/// Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`. Both are cut
/// at 256 bytes, so that a hostile name costs nothing.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The candidate that `word` is a likely slip for; empty when none is near.
std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace checkoutdiag::text
