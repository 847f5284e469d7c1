#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace checkoutdiag::trust {

inline constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----";
inline constexpr std::string_view kEnd = "-----END CERTIFICATE-----";

/// A PEM block as a program's data holds it: `text` begins with kBegin. Line ends are LF, CRLF or
/// nothing, or the escapes \n and \r\n of a script that was compiled in.
struct Block {
  std::size_t length = 0;  // up to where this is a block, or stops being one
  bool open = false;       // the text ended before one could tell
  std::string der;         // empty: it is none
};
Block read_block(std::string_view text);

}  // namespace checkoutdiag::trust
