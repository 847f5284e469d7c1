#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace checkoutdiag::text {

/// Lower-case hex, two digits a byte.
std::string hex(std::span<const std::uint8_t> bytes);

/// RFC 4648 base64 with padding.
std::string base64(std::span<const std::uint8_t> bytes);

}  // namespace checkoutdiag::text
