#include "lib/trust/base64.hpp"

#include <array>
#include <cstdint>
#include <cstring>

namespace checkoutdiag::trust {
namespace {

constexpr std::uint8_t kPadding = 64, kSkipped = 65, kWrong = 66;

constexpr std::array<std::uint8_t, 256> kValues = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(kWrong);
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < kAlphabet.size(); ++i)
    values[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::uint8_t>(i);
  values['='] = kPadding;
  return values;
}();

constexpr std::uint32_t kNoQuad = 0x8000'0000;

constexpr std::array<std::uint32_t, 256> kQuad = [] {
  std::array<std::uint32_t, 256> values{};
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = kValues[i] < kPadding ? kValues[i] : kNoQuad;
  return values;
}();

std::uint32_t quad_at(const unsigned char* p) {
  std::uint32_t a = kQuad[p[0]], b = kQuad[p[1]], c = kQuad[p[2]], d = kQuad[p[3]];
  return (a << 18 | b << 12 | c << 6 | d) | ((a | b | c | d) & kNoQuad);
}

/// The bits that do not make a whole group of three bytes.
struct Rest {
  std::uint32_t word = 0;
  int characters = 0;
  int padding = 0;

  bool ends_well(const Base64Rules& rules) const {
    if (characters == 0) return padding == 0;
    if (characters == 1 || padding > 4 - characters) return false;
    bool complete = padding == 4 - characters;
    if (!complete && (rules.needs_padding || padding > 0)) return false;
    std::uint32_t unused = characters == 2 ? 0xF : 0x3;
    return !rules.needs_zero_rest || (word & unused) == 0;
  }
};

/// Two or three characters and their padding, as the last four of a text; false: they are not.
bool decode_last_quad(const unsigned char* p, std::string& out, std::size_t& at) {
  if (p[3] != '=') return false;
  bool two = p[2] == '=';
  std::uint32_t a = kQuad[p[0]], b = kQuad[p[1]], c = two ? 0 : kQuad[p[2]];
  if (((a | b | c) & kNoQuad) != 0) return false;
  if ((two ? b & 0xF : c & 0x3) != 0) return false;
  std::uint32_t word = a << 18 | b << 12 | c << 6;
  out[at++] = static_cast<char>(word >> 16);
  if (!two) out[at++] = static_cast<char>(word >> 8);
  return true;
}

}  // namespace

bool decode_base64(std::string_view text, const Base64Rules& rules, std::string& out) {
  std::array<std::uint8_t, 256> values = kValues;
  for (char c : rules.skipped)
    values[static_cast<unsigned char>(c)] = kSkipped;
  out.clear();
  // All at once: growing would leave copies behind of what may be a key.
  out.reserve(text.size() / 4 * 3 + 3);
  Rest rest;
  for (char c : text) {
    std::uint8_t value = values[static_cast<unsigned char>(c)];
    if (value == kSkipped) continue;
    if (value == kWrong) return false;
    if (value == kPadding) {
      if (rest.characters < 2 || ++rest.padding + rest.characters > 4) return false;
      continue;
    }
    if (rest.padding > 0) return false;
    rest.word = rest.word << 6 | value;
    if (++rest.characters < 4) continue;
    out += {static_cast<char>(rest.word >> 16), static_cast<char>(rest.word >> 8),
            static_cast<char>(rest.word)};
    rest = {};
  }
  if (!rest.ends_well(rules)) return false;
  if (rest.characters == 2) out += static_cast<char>(rest.word >> 4);
  if (rest.characters == 3)
    out += {static_cast<char>(rest.word >> 10), static_cast<char>(rest.word >> 2)};
  return true;
}

std::size_t decode_plain_lines(std::string_view text, std::size_t from, std::string& out,
                               std::size_t& lines) {
  constexpr auto kNot = std::string_view::npos;
  constexpr std::size_t kLongest = 252;  // OpenSSL reads longer lines in pieces
  const std::size_t dash = text.find('-', from);
  if (dash == kNot) return kNot;
  out.resize((dash - from) / 4 * 3);
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  std::size_t at = from, line = from, written = 0;
  bool ended = false;
  while (at < dash) {
    std::uint32_t word = dash - at >= 4 && !ended ? quad_at(bytes + at) : kNoQuad;
    if ((word & kNoQuad) == 0) {
      out[written] = static_cast<char>(word >> 16);
      out[written + 1] = static_cast<char>(word >> 8);
      out[written + 2] = static_cast<char>(word);
      written += 3;
      at += 4;
      continue;
    }
    if (bytes[at] == '\r' && bytes[at + 1] == '\n') ++at;
    if (bytes[at] == '\n') {
      if (at - line < 4 || at - line > kLongest) return kNot;
      line = ++at;
      ++lines;
      continue;
    }
    if (ended || dash - at < 4 || !decode_last_quad(bytes + at, out, written)) return kNot;
    ended = true;
    at += 4;
  }
  out.resize(written);
  return line == dash ? dash : kNot;
}

}  // namespace checkoutdiag::trust
