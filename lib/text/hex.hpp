#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace checkoutdiag::text {

/// Lower-case hex, two digits a byte.
std::string hex(std::span<const std::uint8_t> bytes);

/// SHA-256 in hex.
std::string sha256_hex(std::string_view bytes);

/// RFC 4648 base64 with padding.
std::string base64(std::span<const std::uint8_t> bytes);

/// The bytes of a text, for the functions above.
std::span<const std::uint8_t> bytes_of(std::string_view text);

/// The bytes of hex digits in either case: an even number of them and nothing else, or false.
bool decode_hex(std::string_view text, std::string& out);

/// What base64 may look like beside RFC 4648 section 4 with all its padding.
struct Base64Rules {
  bool url = false;       // - and _ instead of + and /
  bool unpadded = false;  // without =, too
};

/// The bytes of base64, read strictly: no other characters, no line ends, no bits behind the last
/// byte. False: it is not base64, and `out` is anything.
bool decode_base64(std::string_view text, std::string& out, Base64Rules rules = {});

}  // namespace checkoutdiag::text
