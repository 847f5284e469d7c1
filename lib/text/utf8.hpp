#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace checkoutdiag::text {

/// A code point, and the bytes it takes; 0 bytes: what is there is not UTF-8.
struct CodePoint {
  std::uint32_t value = 0;
  std::size_t length = 0;
};

/// The code point at byte `at`, which is inside the text (RFC 3629: no surrogates, no long forms).
CodePoint code_point_at(std::string_view text, std::size_t at);

/// Appends a code point of at most U+10FFFF.
void append_utf8(std::uint32_t code, std::string& out);

}  // namespace checkoutdiag::text
