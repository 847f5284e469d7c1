#include "lib/tls/fingerprint.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "lib/text/ascii.hpp"
#include "lib/text/hex.hpp"

namespace checkoutdiag::tls {
namespace {

using namespace extension_type;
using Numbers = std::vector<std::uint16_t>;

Numbers without_grease(const Numbers& all) {
  Numbers out;
  std::copy_if(all.begin(), all.end(), std::back_inserter(out),
               [](std::uint16_t each) { return !is_grease(each); });
  return out;
}

Numbers extension_types(const ClientHello& hello) {
  Numbers out;
  for (const HelloExtension& each : hello.extensions)
    if (!is_grease(each.type)) out.push_back(each.type);
  return out;
}

std::string four_digits(const Numbers& numbers) {
  std::string out;
  for (const std::uint16_t each : numbers)
    out += fmt::format("{}{:04x}", out.empty() ? "" : ",", each);
  return out;
}

// The first twelve digits of a SHA-256; of nothing: zeros.
std::string digest(const std::string& text) {
  return text.empty() ? std::string(12, '0') : text::sha256_hex(text).substr(0, 12);
}

const char* version_digits(const ClientHello& hello) {
  const std::vector<Version> versions = offered_versions(hello);
  if (versions.empty()) return "00";
  switch (versions.front()) {
    case Version::tls13:
      return "13";
    case Version::tls12:
      return "12";
    case Version::tls11:
      return "11";
    case Version::tls10:
      return "10";
    case Version::ssl3:
      return "s3";
    case Version::ssl2:
      return "s2";
  }
  return "00";
}

// The first and last character of the first protocol; where one of them is neither letter nor
// digit, those of its bytes in hexadecimal.
std::string protocol_letters(const ClientHello& hello) {
  const std::vector<std::string> protocols = offered_alpn(hello);
  if (protocols.empty() || protocols.front().empty()) return "00";
  const std::string& name = protocols.front();
  const auto plain = [](char c) { return text::is_letter(c) || text::is_digit(c); };
  if (plain(name.front()) && plain(name.back())) return {name.front(), name.back()};
  const std::string hex = text::hex(text::bytes_of(name));
  return {hex.front(), hex.back()};
}

}  // namespace

std::string ja3_text(const ClientHello& hello) {
  return fmt::format("{},{},{},{},{}", hello.legacy_version,
                     fmt::join(without_grease(hello.suites), "-"),
                     fmt::join(extension_types(hello), "-"), fmt::join(offered_groups(hello), "-"),
                     fmt::join(point_formats(hello), "-"));
}

std::string ja3(const ClientHello& hello) {
  const std::string text = ja3_text(hello);
  std::array<unsigned char, EVP_MAX_MD_SIZE> out;
  unsigned size = 0;
  if (EVP_Digest(text.data(), text.size(), out.data(), &size, EVP_md5(), nullptr) != 1) return {};
  return text::hex({out.data(), size});
}

std::string ja4(const ClientHello& hello) {
  constexpr std::size_t kMost = 99;
  Numbers suites = without_grease(hello.suites), extensions = extension_types(hello);
  std::string out = fmt::format(
      "t{}{}{:02}{:02}{}_", version_digits(hello), find_extension(hello, kServerName) ? 'd' : 'i',
      std::min(suites.size(), kMost), std::min(extensions.size(), kMost), protocol_letters(hello));
  std::sort(suites.begin(), suites.end());
  std::erase_if(extensions,
                [](std::uint16_t each) { return each == kServerName || each == kAlpn; });
  std::sort(extensions.begin(), extensions.end());
  std::string tail = four_digits(extensions);
  const std::string schemes = four_digits(offered_schemes(hello));
  if (!tail.empty() && !schemes.empty()) tail += "_" + schemes;
  return out + digest(four_digits(suites)) + "_" + digest(tail);
}

}  // namespace checkoutdiag::tls
