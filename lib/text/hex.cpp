#include "lib/text/hex.hpp"

#include <openssl/evp.h>

#include <array>

namespace checkoutdiag::text {
namespace {

constexpr std::uint8_t kNone = 0xFF;  // no digit; has bits that no digit has

using Digits = std::array<std::uint8_t, 256>;

constexpr Digits values_of(std::string_view digits) {
  Digits values{};
  values.fill(kNone);
  for (std::size_t i = 0; i < digits.size(); ++i)
    values[static_cast<std::uint8_t>(digits[i])] = static_cast<std::uint8_t>(i);
  return values;
}

constexpr Digits hex_values() {
  Digits values = values_of("0123456789abcdef");
  for (char c = 'A'; c <= 'F'; ++c)
    values[static_cast<std::uint8_t>(c)] = static_cast<std::uint8_t>(c - 'A' + 10);
  return values;
}

constexpr Digits kHex = hex_values();
constexpr Digits kBase64 =
    values_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
constexpr Digits kBase64Url =
    values_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

std::uint8_t value_of(const Digits& digits, char c) {
  return digits[static_cast<std::uint8_t>(c)];
}

// The two or three digits behind the last whole group, to one or two bytes.
bool decode_rest(std::string_view rest, const Digits& digits, char* to) {
  std::uint32_t group = 0;
  for (char c : rest) {
    const std::uint8_t value = value_of(digits, c);
    if (value == kNone) return false;
    group = group << 6 | value;
  }
  const bool two = rest.size() == 3;
  if ((group & (two ? 0x3u : 0xFu)) != 0) return false;
  if (two) *to++ = static_cast<char>(group >> 10 & 0xFF);
  *to = static_cast<char>(two ? group >> 2 & 0xFF : group >> 4);
  return true;
}

}  // namespace

std::string hex(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (std::uint8_t byte : bytes) {
    out += kDigits[byte >> 4];
    out += kDigits[byte & 0x0F];
  }
  return out;
}

std::string sha256_hex(std::string_view bytes) {
  std::array<std::uint8_t, 32> digest{};
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
  return hex(digest);
}

std::string base64(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::size_t left = bytes.size() - i;
    std::uint32_t group = static_cast<std::uint32_t>(bytes[i]) << 16;
    if (left > 1) group |= static_cast<std::uint32_t>(bytes[i + 1]) << 8;
    if (left > 2) group |= bytes[i + 2];
    out += kDigits[group >> 18];
    out += kDigits[group >> 12 & 0x3F];
    out += left > 1 ? kDigits[group >> 6 & 0x3F] : '=';
    out += left > 2 ? kDigits[group & 0x3F] : '=';
  }
  return out;
}

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

bool decode_hex(std::string_view text, std::string& out) {
  out.clear();
  if (text.size() % 2 != 0) return false;
  out.resize(text.size() / 2);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const std::uint32_t high = value_of(kHex, text[2 * i]), low = value_of(kHex, text[2 * i + 1]);
    if ((high | low) > 0x0F) return false;
    out[i] = static_cast<char>(high << 4 | low);
  }
  return true;
}

bool decode_base64(std::string_view text, std::string& out, Base64Rules rules) {
  out.clear();
  if (text.size() % 4 == 0 && text.ends_with('='))
    text.remove_suffix(text.ends_with("==") ? 2 : 1);
  else if (text.size() % 4 != 0 && !rules.unpadded)
    return false;
  const std::size_t groups = text.size() / 4, rest = text.size() % 4;
  if (rest == 1) return false;
  const Digits& digits = rules.url ? kBase64Url : kBase64;
  out.resize(groups * 3 + (rest > 0 ? rest - 1 : 0));
  char* to = out.data();
  for (std::size_t i = 0; i < groups; ++i, to += 3) {
    const char* four = text.data() + 4 * i;
    const std::uint32_t a = value_of(digits, four[0]), b = value_of(digits, four[1]);
    const std::uint32_t c = value_of(digits, four[2]), d = value_of(digits, four[3]);
    if ((a | b | c | d) > 0x3F) return false;
    to[0] = static_cast<char>((a << 2 | b >> 4) & 0xFF);
    to[1] = static_cast<char>((b << 4 | c >> 2) & 0xFF);
    to[2] = static_cast<char>((c << 6 | d) & 0xFF);
  }
  return rest == 0 || decode_rest(text.substr(groups * 4), digits, to);
}

}  // namespace checkoutdiag::text
