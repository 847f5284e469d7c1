#include "lib/tls/hello.hpp"

#include <algorithm>

namespace checkoutdiag::tls {
namespace {

constexpr std::uint16_t kServerName = 0, kStatusRequest = 5, kSupportedGroups = 10,
                        kEcPointFormats = 11, kSignatureAlgorithms = 13, kAlpn = 16, kPadding = 21,
                        kExtendedMasterSecret = 23, kSupportedVersions = 43, kKeyShare = 51,
                        kPskModes = 45;
constexpr std::uint16_t kRenegotiationScsv = 0x00ff, kFallbackScsv = 0x5600;
constexpr std::uint16_t kX25519 = 0x001d;

// Some load balancers drop hellos of 256 to 511 bytes (RFC 7685).
constexpr std::size_t kBadFrom = 256, kBadTo = 511;

void put8(std::string& out, std::size_t value) {
  out += static_cast<char>(value & 0xff);
}
void put16(std::string& out, std::size_t value) {
  put8(out, value >> 8);
  put8(out, value);
}
void put24(std::string& out, std::size_t value) {
  put8(out, value >> 16);
  put16(out, value);
}

std::string bytes(std::span<const std::uint8_t> data) {
  return {data.begin(), data.end()};
}

std::string vector16(std::string_view body) {
  std::string out;
  put16(out, body.size());
  return out.append(body);
}

template <class Ids>
std::string id_list(const Ids& ids) {
  std::string body;
  for (auto id : ids)
    put16(body, id);
  return vector16(body);
}

void extension(std::string& out, std::uint16_t type, std::string_view data) {
  put16(out, type);
  out += vector16(data);
}

std::string server_name_data(const std::string& name) {
  std::string entry("\0", 1);  // host_name
  entry += vector16(name);
  return vector16(entry);
}

std::string alpn_data(const std::vector<std::string>& protocols) {
  std::string list;
  for (const std::string& protocol : protocols) {
    put8(list, protocol.size());
    list += protocol;
  }
  return vector16(list);
}

std::string key_share_data(KeyShare share, std::span<const std::uint8_t> key) {
  if (share == KeyShare::empty) return std::string(2, '\0');
  std::string entry;
  put16(entry, kX25519);
  entry += vector16(bytes(key));
  return vector16(entry);
}

std::string extensions(const Hello& hello, std::span<const std::uint8_t> key) {
  std::string out;
  const bool tls12_or_later = hello.version >= Version::tls12;
  if (!hello.server_name.empty()) extension(out, kServerName, server_name_data(hello.server_name));
  if (hello.version != Version::tls13) extension(out, kExtendedMasterSecret, {});
  if (!hello.groups.empty()) {
    extension(out, kSupportedGroups, id_list(hello.groups));
    extension(out, kEcPointFormats, std::string_view("\1\0", 2));
  }
  if (hello.status_request) extension(out, kStatusRequest, std::string_view("\1\0\0\0\0", 5));
  if (!hello.alpn.empty()) extension(out, kAlpn, alpn_data(hello.alpn));
  if (tls12_or_later && !hello.schemes.empty())
    extension(out, kSignatureAlgorithms, id_list(hello.schemes));
  if (hello.version == Version::tls13) {
    extension(out, kSupportedVersions, std::string_view("\2\3\4", 3));
    extension(out, kPskModes, std::string_view("\1\1", 2));
    if (hello.key_share != KeyShare::none)
      extension(out, kKeyShare, key_share_data(hello.key_share, key));
  }
  return out;
}

void pad(std::string& list, std::size_t size_so_far) {
  const std::size_t size = size_so_far + 2 + list.size();
  if (size < kBadFrom || size > kBadTo) return;
  const std::size_t missing = kBadTo + 1 - size;
  extension(list, kPadding, std::string(missing > 4 ? missing - 4 : 0, '\0'));
}

std::string encode_ssl2(const Hello& hello, std::span<const std::uint8_t> challenge) {
  std::string body("\1", 1);  // CLIENT-HELLO
  put16(body, static_cast<std::uint16_t>(Version::ssl2));
  put16(body, hello.suites.size() * 3);
  put16(body, 0);
  put16(body, 16);
  for (std::uint32_t kind : hello.suites)
    put24(body, kind);
  body += bytes(challenge.first(16));
  std::string out;
  put16(out, 0x8000 | body.size());
  return out + body;
}

}  // namespace

std::string encode(const Hello& hello, std::span<const std::uint8_t, 96> entropy) {
  if (hello.version == Version::ssl2) return encode_ssl2(hello, entropy);
  const bool tls13 = hello.version == Version::tls13;
  std::string body;
  put16(body, std::min(static_cast<std::uint16_t>(hello.version),
                       static_cast<std::uint16_t>(Version::tls12)));
  body += bytes(entropy.first(32));
  put8(body, tls13 ? 32 : 0);  // a session id of its own: middlebox compatibility (RFC 8446 D.4)
  if (tls13) body += bytes(entropy.subspan(32, 32));
  std::vector<std::uint32_t> suites = hello.suites;
  if (!tls13) suites.push_back(kRenegotiationScsv);
  if (hello.fallback_scsv) suites.push_back(kFallbackScsv);
  body += id_list(suites);
  body += hello.compression ? std::string("\2\1\0", 3) : std::string("\1\0", 2);
  if (hello.version != Version::ssl3) {
    std::string list = extensions(hello, entropy.subspan(64, 32));
    pad(list, 4 + body.size());
    body += vector16(list);
  }
  std::string out("\x16", 1);
  put16(out, hello.version == Version::ssl3 ? 0x0300 : 0x0301);
  put16(out, 4 + body.size());
  put8(out, 1);  // client_hello
  put24(out, body.size());
  return out + body;
}

std::string farewell(Version version) {
  if (version == Version::ssl2) return {};
  const char minor = version == Version::ssl3 ? '\0' : '\1';
  std::string out;
  for (const char code : {'\x5a', '\0'})  // user_canceled, close_notify
    out += std::string{'\x15', '\3', minor, '\0', '\2', '\1', code};
  return out;
}

}  // namespace checkoutdiag::tls
