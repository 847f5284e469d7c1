#include <algorithm>
#include <cstdint>

#include "lib/text/ascii.hpp"
#include "lib/text/json_tokens.hpp"
#include "lib/text/utf8.hpp"

namespace checkoutdiag::text {
namespace {

constexpr std::uint32_t kNoCode = 0x110000;

// The number that \uXXXX at `at` has; kNoCode: there is none.
std::uint32_t escaped_code(std::string_view text, std::size_t at) {
  if (text.substr(at, 2) != "\\u" || text.size() - at < 6) return kNoCode;
  std::uint32_t code = 0;
  for (char digit : text.substr(at + 2, 4)) {
    const char c = lower(digit);
    if (!is_digit(c) && (c < 'a' || c > 'f')) return kNoCode;
    code = code << 4 | static_cast<std::uint32_t>(is_digit(c) ? c - '0' : c - 'a' + 10);
  }
  return code;
}

// Appends what \uXXXX at `at` means, and moves `at` behind it and behind its other half.
bool append_code(std::string_view text, std::size_t& at, std::string& out) {
  std::uint32_t code = escaped_code(text, at);
  if (code == kNoCode || (code >= 0xDC00 && code <= 0xDFFF)) return false;
  at += 6;
  if (code >= 0xD800 && code <= 0xDBFF) {
    const std::uint32_t low = at < text.size() ? escaped_code(text, at) : kNoCode;
    if (low < 0xDC00 || low > 0xDFFF) return false;
    code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    at += 6;
  }
  append_utf8(code, out);
  return true;
}

// What stands behind a backslash, but for u; 0: nothing may.
char meaning_of(char escape) {
  switch (escape) {
    case '"':
    case '\\':
    case '/':
      return escape;
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return 0;
  }
}

}  // namespace

bool unescape_json(std::string_view raw, std::string& out) {
  out.clear();
  if (raw.size() < 2 || raw.front() != '"' || raw.back() != '"') return false;
  const std::string_view inside = raw.substr(1, raw.size() - 2);
  out.reserve(inside.size());
  for (std::size_t at = 0; at < inside.size();) {
    const std::size_t slash = std::min(inside.find('\\', at), inside.size());
    out += inside.substr(at, slash - at);
    at = slash;
    if (at == inside.size()) break;
    if (at + 1 == inside.size()) return false;
    if (inside[at + 1] == 'u') {
      if (!append_code(inside, at, out)) return false;
      continue;
    }
    const char meaning = meaning_of(inside[at + 1]);
    if (meaning == 0) return false;
    out += meaning;
    at += 2;
  }
  return true;
}

}  // namespace checkoutdiag::text
