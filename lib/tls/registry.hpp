#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lib/tls/facts.hpp"

// The IANA TLS registries (https://www.iana.org/assignments/tls-parameters) and what their entries
// mean, from lib/data/tls/*.json.
namespace checkoutdiag::tls {

enum class KeyExchange {
  unknown,
  null,
  rsa,
  dh,
  dhe,
  ecdh,
  ecdhe,
  psk,
  rsa_psk,
  dhe_psk,
  ecdhe_psk,
  srp,
  eccpwd,
  krb5,
  gost,
  any_tls13
};
enum class Authentication { unknown, none, rsa, ecdsa, dss, psk, password, krb5, gost, any_tls13 };

/// What a suite's name says, taken apart.
struct Suite {
  std::uint32_t id = 0;  // two bytes; SSLv2 kinds are three bytes
  std::string name;  // IANA's, or the usual one where the registry has none; "0xC0FF" when unknown
  KeyExchange key_exchange = KeyExchange::unknown;
  Authentication authentication = Authentication::unknown;
  std::string cipher;  // "AES_128_GCM", "3DES_EDE_CBC", "RC4_128", "NULL"
  std::string mac;     // "SHA", "SHA256", "MD5", "AEAD"
  bool tls13 = false;  // defined with TLS 1.3 semantics (RFC 8446 B.4, RFC 9150, RFC 8998)
  bool ssl2 = false;
  bool exportable = false;  // EXPORT strength
  bool anonymous = false;   // no authentication of the server
  bool cbc = false;         // block cipher in CBC mode
  bool aead = false;
  bool rc4 = false;
  bool short_block = false;  // 64-bit blocks: DES, 3DES, IDEA, RC2, GOST 28147 (Sweet32)
  bool null_encryption = false;
  bool md5 = false;
  bool static_rsa = false;  // RSA key transport: no forward secrecy (RFC 9325 4.1)
  bool forward_secret = false;
};

/// What is known of a suite; a name made of its number when it is not in the registry.
const Suite& suite(std::uint32_t id);

/// Every TLS <= 1.2 suite id that we offer, likeliest first: the order of offers.
std::span<const std::uint16_t> legacy_suites();

/// Every TLS 1.3 suite id that we offer, likeliest first.
std::span<const std::uint16_t> tls13_suites();

/// The seven SSLv2 cipher kinds.
std::span<const std::uint32_t> ssl2_kinds();

struct Group {
  std::uint16_t id = 0;
  std::string name;       // "x25519", "secp256r1", "X25519MLKEM768": IANA's
  int security_bits = 0;  // classical strength as NIST SP 800-57 counts it; 0 unknown
  bool finite_field = false;
  bool post_quantum = false;
  bool tls13 = false;  // may be negotiated in TLS 1.3
  bool tls12 = false;  // may be negotiated in TLS <= 1.2
};

/// What is known of a group; a name made of its number when it is not in the registry.
const Group& group(std::uint16_t id);

/// Group ids that we ask for, likeliest first.
std::span<const std::uint16_t> groups_to_probe(Version version);

/// "rsa_pss_rsae_sha256", or "0x0999".
std::string signature_scheme_name(std::uint16_t id);

/// SignatureScheme ids that we ask for, likeliest first, SHA-1 and MD5 pairs included.
std::span<const std::uint16_t> signature_schemes();

/// "handshake_failure", or "alert 199".
std::string alert_name(int code);

/// "TLS 1.2", "SSLv3".
std::string_view name(Version version);

/// "tls1.2", "ssl3": the key in JSON and in policies.
std::string_view key(Version version);
std::optional<Version> version_from_key(std::string_view key);

}  // namespace checkoutdiag::tls
