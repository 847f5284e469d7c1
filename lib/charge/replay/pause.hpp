#pragma once
#include <chrono>
#include <cstdint>

namespace checkoutdiag::charge {

/// Whether the descriptor is readable; never for -1.
bool interrupted(int interrupt);

/// Waits; false when it was interrupted before the time was over.
bool pause(std::chrono::milliseconds wait, int interrupt);

/// Milliseconds since 1970.
std::int64_t now_ms();

}  // namespace checkoutdiag::charge
