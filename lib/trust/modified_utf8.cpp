#include "lib/trust/modified_utf8.hpp"

#include <cstdint>
#include <optional>

namespace checkoutdiag::trust {
namespace {

/// One UTF-16 unit of one to three bytes, taken off `bytes`.
std::optional<std::uint32_t> take_unit(std::string_view& bytes) {
  const auto octet = [&](std::size_t at) -> std::uint32_t {
    return static_cast<unsigned char>(bytes[at]);
  };
  const std::uint32_t first = octet(0);
  std::size_t more = 0;
  std::uint32_t unit = first;
  if (first >= 0x80) {
    if ((first & 0xe0) == 0xc0)
      more = 1, unit = first & 0x1f;
    else if ((first & 0xf0) == 0xe0)
      more = 2, unit = first & 0x0f;
    else
      return std::nullopt;
  }
  if (bytes.size() <= more) return std::nullopt;
  for (std::size_t i = 1; i <= more; ++i) {
    if ((octet(i) & 0xc0) != 0x80) return std::nullopt;
    unit = unit << 6 | (octet(i) & 0x3f);
  }
  bytes.remove_prefix(1 + more);
  return unit;
}

void append_utf8(std::string& to, std::uint32_t code) {
  const auto put = [&](std::uint32_t byte) { to += static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xc0 | code >> 6);
    put(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    put(0xe0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3f));
    put(0x80 | (code & 0x3f));
  } else {
    put(0xf0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3f));
    put(0x80 | (code >> 6 & 0x3f));
    put(0x80 | (code & 0x3f));
  }
}

bool is_high(std::uint32_t unit) {
  return unit >= 0xd800 && unit < 0xdc00;
}

bool is_low(std::uint32_t unit) {
  return unit >= 0xdc00 && unit < 0xe000;
}

}  // namespace

std::string from_modified_utf8(std::string_view bytes) {
  std::string text;
  for (std::string_view rest = bytes; !rest.empty();) {
    std::optional<std::uint32_t> unit = take_unit(rest);
    if (!unit || is_low(*unit)) return std::string(bytes);
    if (is_high(*unit)) {
      std::optional<std::uint32_t> low = rest.empty() ? std::nullopt : take_unit(rest);
      if (!low || !is_low(*low)) return std::string(bytes);
      unit = 0x10000 + ((*unit - 0xd800) << 10) + (*low - 0xdc00);
    }
    append_utf8(text, *unit);
  }
  return text;
}

}  // namespace checkoutdiag::trust
