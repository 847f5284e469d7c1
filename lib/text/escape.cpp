#include "lib/text/escape.hpp"

#include <fmt/core.h>

#include <cstdint>

#include "lib/text/utf8.hpp"

namespace checkoutdiag::text {
namespace {

constexpr std::string_view kEllipsis = "…";

std::uint32_t byte_at(std::string_view bytes, std::size_t i) {
  return static_cast<unsigned char>(bytes[i]);
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
    {0xA0, 0xA0},       {0x1680, 0x1680},  // what looks like a space and is none
    {0x2000, 0x200A},   {0x202F, 0x202F}, {0x205F, 0x205F}, {0x3000, 0x3000},
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
    CodePoint point = code_point_at(untrusted, at);
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
    CodePoint point = code_point_at(bytes, at);
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
