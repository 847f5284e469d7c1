#include "lib/text/escape.hpp"

#include <fmt/core.h>

#include <cstdint>

namespace checkoutdiag::text {
namespace {

constexpr std::string_view kEllipsis = "…";

struct CodePoint {
  std::uint32_t value = 0;
  std::size_t length = 0;  // 0: the bytes there are not UTF-8
};

std::uint32_t byte_at(std::string_view bytes, std::size_t i) {
  return static_cast<unsigned char>(bytes[i]);
}

CodePoint multibyte(std::string_view bytes, std::size_t at, std::size_t length,
                    std::uint32_t smallest) {
  if (bytes.size() - at < length) return {};
  std::uint32_t value = byte_at(bytes, at) & (0x7Fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    std::uint32_t next = byte_at(bytes, at + i);
    if ((next & 0xC0) != 0x80) return {};
    value = value << 6 | (next & 0x3F);
  }
  bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < smallest || value > 0x10FFFF || surrogate) return {};
  return {value, length};
}

CodePoint decode(std::string_view bytes, std::size_t at) {
  std::uint32_t first = byte_at(bytes, at);
  if (first < 0x80) return {first, 1};
  if (first >= 0xC2 && first <= 0xDF) return multibyte(bytes, at, 2, 0x80);
  if (first >= 0xE0 && first <= 0xEF) return multibyte(bytes, at, 3, 0x800);
  if (first >= 0xF0 && first <= 0xF4) return multibyte(bytes, at, 4, 0x10000);
  return {};
}

struct Range {
  std::uint32_t first, last;
};

// What moves, hides or breaks the text around it, or may not stand in XML (JUnit reports).
constexpr Range kUnsafe[] = {
    {0x00, 0x1F},       {0x7F, 0x9F},      // C0, DEL, C1
    {0xAD, 0xAD},                          // soft hyphen
    {0x61C, 0x61C},     {0x200B, 0x200F},  // Arabic letter mark, zero width, direction marks
    {0x2028, 0x202E},                      // line and paragraph separators, bidirectional overrides
    {0x2060, 0x206F},                      // word joiner, invisible operators, isolates
    {0xFEFF, 0xFEFF},   {0xFFF9, 0xFFFB},  // byte order mark, interlinear annotation
    {0xFDD0, 0xFDEF},   {0xFFFE, 0xFFFF},  // not characters
    {0xE0000, 0xE0FFF},                    // invisible tags and variation selectors
};

bool is_unsafe(std::uint32_t code) {
  for (Range range : kUnsafe)
    if (code >= range.first && code <= range.last) return true;
  return false;
}

}  // namespace

std::string printable(std::string_view untrusted, std::size_t limit) {
  std::string out;
  std::size_t cut = 0;  // the longest prefix of whole units that leaves room for the ellipsis
  for (std::size_t at = 0; at < untrusted.size();) {
    CodePoint point = decode(untrusted, at);
    std::size_t taken = point.length == 0 ? 1 : point.length;
    if (point.length == 0)
      out += fmt::format("\\x{:02x}", byte_at(untrusted, at));
    else if (!is_unsafe(point.value))
      out += untrusted.substr(at, taken);
    else if (point.value < 0x80)
      out += fmt::format("\\x{:02x}", point.value);
    else
      out += fmt::format("\\u{{{:04x}}}", point.value);
    at += taken;
    if (out.size() > limit) {
      out.resize(cut);
      if (kEllipsis.size() <= limit) out += kEllipsis;
      return out;
    }
    if (out.size() + kEllipsis.size() <= limit) cut = out.size();
  }
  return out;
}

bool is_utf8(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    CodePoint point = decode(bytes, at);
    if (point.length == 0) return false;
    at += point.length;
  }
  return true;
}

std::size_t columns(std::string_view utf8) {
  std::size_t count = 0;
  for (char c : utf8)
    if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) ++count;
  return count;
}

}  // namespace checkoutdiag::text
