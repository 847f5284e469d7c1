#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lib/tls/facts.hpp"

// ClientHello as raw bytes (RFC 8446 4.1.2, RFC 5246 7.4.1.2, the SSLv2 draft): what we offer does
// not depend on what the local OpenSSL supports.
namespace checkoutdiag::tls {

enum class KeyShare {
  none,    // no key_share extension (TLS <= 1.2)
  empty,   // an empty list: the server answers HelloRetryRequest with suite and group (RFC
           // 8446 4.2.8)
  x25519,  // one share, for servers that do not take the empty list
};

/// One offer.
struct Hello {
  Version version = Version::tls12;
  std::vector<std::uint32_t> suites;
  std::vector<std::uint16_t> groups, schemes;
  std::string server_name;  // empty: no server_name extension
  std::vector<std::string> alpn;
  KeyShare key_share = KeyShare::none;
  bool compression = false;     // offer DEFLATE beside null
  bool fallback_scsv = false;   // RFC 7507
  bool status_request = false;  // RFC 6066 8: an OCSP staple, please
};

/// The bytes of the offer, record header included. `entropy` is 96 fresh random bytes (random,
/// session id, and an X25519 public key: any 32 bytes are one).
std::string encode(const Hello& hello, std::span<const std::uint8_t, 96> entropy);

/// user_canceled and close_notify in the clear: an ordinary end for a server that waits (RFC
/// 8446 6.1).
std::string farewell(Version version);

}  // namespace checkoutdiag::tls
