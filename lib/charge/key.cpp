#include "lib/charge/key.hpp"

#include <fmt/core.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "lib/failure.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/hex.hpp"
#include "lib/text/redact.hpp"

namespace checkoutdiag::charge {
namespace {

using Uuid = std::array<std::uint8_t, 16>;

/// Of our derived keys; made at random, once. A change of it makes every journal's keys others.
constexpr Uuid kNamespace{0x4a, 0xf3, 0x17, 0x5b, 0xef, 0x9a, 0x4b, 0x8b,
                          0xb5, 0x87, 0x50, 0x2f, 0xf4, 0xa4, 0xd3, 0xf5};

std::string uuid_text(Uuid bytes, unsigned version) {
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0Fu) | version << 4);
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3Fu) | 0x80u);
  std::string out = text::hex(bytes);
  for (std::size_t at : {20U, 16U, 12U, 8U})
    out.insert(at, 1, '-');
  return out;
}

bool is_visible(char c) {
  return c > ' ' && c <= '~';
}

bool fits(KeyCharacters set, char c) {
  switch (set) {
    case KeyCharacters::visible:
      break;
    case KeyCharacters::razorpay:
      return text::is_letter(c) || text::is_digit(c) || c == ' ' || c == '_' || c == '-';
  }
  return is_visible(c);
}

std::string_view name(KeyCharacters set) {
  switch (set) {
    case KeyCharacters::visible:
      break;
    case KeyCharacters::razorpay:
      return "letters, digits, spaces, _ and -";
  }
  return "visible ASCII characters";
}

std::string named(char c) {
  if (c == ' ') return "a space";
  if (is_visible(c)) return fmt::format("\"{}\"", c);
  return fmt::format("the byte 0x{:02X}", static_cast<unsigned char>(c));
}

std::string bytes(std::size_t count) {
  return fmt::format("{} byte{}", count, count == 1 ? "" : "s");
}

}  // namespace

std::string random_key() {
  Uuid random{};
  if (RAND_bytes(random.data(), static_cast<int>(random.size())) != 1)
    throw Failure(Failure::Kind::internal, "the system gives no random numbers for a key");
  return uuid_text(random, 4);
}

std::string derived_key(std::string_view base, std::string_view purpose) {
  std::string text(kNamespace.begin(), kNamespace.end());
  text.append(base).append(1, '/').append(purpose);
  std::array<std::uint8_t, 20> digest{};
  EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha1(), nullptr);
  Uuid first{};
  std::copy_n(digest.begin(), first.size(), first.begin());
  return uuid_text(first, 5);
}

std::string header_value(std::string_view key, KeySyntax syntax) {
  if (syntax == KeySyntax::raw) return std::string(key);
  std::string out = "\"";
  for (char c : key) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string key_of(std::string_view header_value, bool& quoted) {
  quoted = false;
  const std::string_view value = text::trimmed(header_value);
  if (!value.starts_with('"')) return std::string(value);
  std::string key;
  for (std::size_t at = 1; at < value.size(); ++at) {
    char c = value[at];
    if (c == '"') {
      // An Item may have parameters behind it, which mean nothing here.
      const std::string_view rest = text::trimmed(value.substr(at + 1));
      quoted = rest.empty() || rest.starts_with(';');
      break;
    }
    if (c == '\\') {
      c = ++at < value.size() ? value[at] : '\0';
      if (c != '"' && c != '\\') break;
    }
    if (c != ' ' && !is_visible(c)) break;
    key += c;
  }
  return quoted ? key : std::string(value);
}

std::string objection(const Profile& profile, std::string_view key) {
  if (key.empty()) return "it is empty";
  const auto odd =
      std::find_if_not(key.begin(), key.end(), [&](char c) { return fits(profile.characters, c); });
  if (odd != key.end())
    return fmt::format("it has {}, and {} takes {} alone", named(*odd), profile.title,
                       name(profile.characters));
  if (key.size() < profile.least)
    return fmt::format("it has {}, and {} takes at least {}", bytes(key.size()), profile.title,
                       profile.least);
  if (profile.most > 0 && key.size() > profile.most)
    return fmt::format("it has {}, and {} takes at most {}", bytes(key.size()), profile.title,
                       profile.most);
  return {};
}

std::string shown_key(std::string_view key) {
  return text::printable(text::redacted(key), 300);
}

}  // namespace checkoutdiag::charge
