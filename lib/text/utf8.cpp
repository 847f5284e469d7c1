#include "lib/text/utf8.hpp"

namespace checkoutdiag::text {
namespace {

std::uint32_t byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

CodePoint several(std::string_view text, std::size_t at, std::size_t length,
                  std::uint32_t smallest) {
  if (text.size() - at < length) return {};
  std::uint32_t value = byte_at(text, at) & (0x7Fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const std::uint32_t next = byte_at(text, at + i);
    if ((next & 0xC0) != 0x80) return {};
    value = value << 6 | (next & 0x3F);
  }
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < smallest || value > 0x10FFFF || surrogate) return {};
  return {value, length};
}

}  // namespace

CodePoint code_point_at(std::string_view text, std::size_t at) {
  const std::uint32_t first = byte_at(text, at);
  if (first < 0x80) return {first, 1};
  if (first >= 0xC2 && first <= 0xDF) return several(text, at, 2, 0x80);
  if (first >= 0xE0 && first <= 0xEF) return several(text, at, 3, 0x800);
  if (first >= 0xF0 && first <= 0xF4) return several(text, at, 4, 0x10000);
  return {};
}

void append_utf8(std::uint32_t code, std::string& out) {
  const auto put = [&out](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80) return put(code);
  if (code < 0x800) {
    put(0xC0 | code >> 6);
  } else {
    if (code < 0x10000) {
      put(0xE0 | code >> 12);
    } else {
      put(0xF0 | code >> 18);
      put(0x80 | (code >> 12 & 0x3F));
    }
    put(0x80 | (code >> 6 & 0x3F));
  }
  put(0x80 | (code & 0x3F));
}

}  // namespace checkoutdiag::text
