#pragma once
#include <cstdint>
#include <span>
#include <string>

#include "lib/text/time.hpp"

// Phrases that rules of every family share, so that the same fact always reads the same.
namespace checkoutdiag {

/// "A, B, C and 2 more".
std::string listed(std::span<const std::string> items, std::size_t most = 3);

/// "1 day", "20 days".
std::string days_text(std::int64_t days);

/// Whole days from one moment to a later one, rounded down.
std::int64_t days_between(Time from, Time to);

}  // namespace checkoutdiag
