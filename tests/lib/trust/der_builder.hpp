#pragma once
#include <string>
#include <string_view>

namespace checkoutdiag::test {

/// DER by hand: one element around content.
inline std::string der(unsigned char tag, std::string_view content) {
  std::string out(1, static_cast<char>(tag));
  const std::size_t size = content.size();
  if (size < 0x80) {
    out += static_cast<char>(size);
  } else if (size < 0x100) {
    out += {'\x81', static_cast<char>(size)};
  } else if (size < 0x10000) {
    out += {'\x82', static_cast<char>(size >> 8), static_cast<char>(size & 0xff)};
  } else {
    out += {'\x83', static_cast<char>(size >> 16), static_cast<char>(size >> 8 & 0xff),
            static_cast<char>(size & 0xff)};
  }
  return out.append(content);
}

}  // namespace checkoutdiag::test
