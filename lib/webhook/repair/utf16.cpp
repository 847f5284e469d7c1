#include "lib/webhook/repair/utf16.hpp"

#include <cstdint>

#include "lib/text/utf8.hpp"

namespace checkoutdiag::webhook {
namespace {

constexpr std::string_view kLittleMark = "\xFF\xFE", kBigMark = "\xFE\xFF";

std::uint32_t unit(std::string_view bytes, std::size_t at, bool big) {
  const auto a = static_cast<unsigned char>(bytes[at]);
  const auto b = static_cast<unsigned char>(bytes[at + 1]);
  return static_cast<std::uint32_t>(big ? a << 8 | b : b << 8 | a);
}

}  // namespace

std::optional<std::string> utf16_as_utf8(std::string_view bytes) {
  if (bytes.size() < 2 || bytes.size() % 2 != 0) return std::nullopt;
  const bool marked = bytes.starts_with(kLittleMark) || bytes.starts_with(kBigMark);
  const bool big = bytes.starts_with(kBigMark) || bytes[0] == '\0';
  if (!marked && (bytes[0] == '\0') == (bytes[1] == '\0')) return std::nullopt;
  if (marked) bytes.remove_prefix(2);
  std::string out;
  for (std::size_t at = 0; at < bytes.size(); at += 2) {
    std::uint32_t code = unit(bytes, at, big);
    if (code >= 0xD800 && code <= 0xDFFF) {
      at += 2;
      if (code >= 0xDC00 || at == bytes.size()) return std::nullopt;
      const std::uint32_t low = unit(bytes, at, big);
      if (low < 0xDC00 || low > 0xDFFF) return std::nullopt;
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    text::append_utf8(code, out);
  }
  return out;
}

}  // namespace checkoutdiag::webhook
