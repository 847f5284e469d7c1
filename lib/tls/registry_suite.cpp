#include "lib/tls/registry_suite.hpp"

#include <fmt/core.h>

namespace checkoutdiag::tls {
namespace {

struct Exchange {
  std::string_view name;
  KeyExchange key_exchange;
  Authentication authentication;
};

// What stands between "TLS_" and "_WITH_". DH_anon and ECDH_anon are ephemeral (RFC 5246 7.4.3, RFC
// 8422 2.3) in spite of their names; RSA_PSK proves the server by its certificate (RFC 4279 4).
constexpr Exchange kExchanges[] = {
    {"RSA", KeyExchange::rsa, Authentication::rsa},
    {"DH_DSS", KeyExchange::dh, Authentication::dss},
    {"DH_RSA", KeyExchange::dh, Authentication::rsa},
    {"DHE_DSS", KeyExchange::dhe, Authentication::dss},
    {"DHE_RSA", KeyExchange::dhe, Authentication::rsa},
    {"DH_anon", KeyExchange::dhe, Authentication::none},
    {"ECDH_ECDSA", KeyExchange::ecdh, Authentication::ecdsa},
    {"ECDH_RSA", KeyExchange::ecdh, Authentication::rsa},
    {"ECDHE_ECDSA", KeyExchange::ecdhe, Authentication::ecdsa},
    {"ECDHE_RSA", KeyExchange::ecdhe, Authentication::rsa},
    {"ECDH_anon", KeyExchange::ecdhe, Authentication::none},
    {"PSK", KeyExchange::psk, Authentication::psk},
    {"DHE_PSK", KeyExchange::dhe_psk, Authentication::psk},
    {"PSK_DHE", KeyExchange::dhe_psk, Authentication::psk},
    {"ECDHE_PSK", KeyExchange::ecdhe_psk, Authentication::psk},
    {"RSA_PSK", KeyExchange::rsa_psk, Authentication::rsa},
    {"SRP_SHA", KeyExchange::srp, Authentication::password},
    {"SRP_SHA_RSA", KeyExchange::srp, Authentication::rsa},
    {"SRP_SHA_DSS", KeyExchange::srp, Authentication::dss},
    {"ECCPWD", KeyExchange::eccpwd, Authentication::password},
    {"KRB5", KeyExchange::krb5, Authentication::krb5},
    {"GOSTR341094", KeyExchange::gost, Authentication::gost},
    {"GOSTR341001", KeyExchange::gost, Authentication::gost},
    {"GOSTR341112_256", KeyExchange::gost, Authentication::gost},
    {"NULL", KeyExchange::null, Authentication::none},
};

constexpr std::string_view kMacs[] = {"SHA",  "SHA256", "SHA384", "SHA512",    "MD5",
                                      "IMIT", "OMAC",   "SM3",    "GOSTR3411", "NULL"};

// RFC 5246, RFC 5469, RFC 9189 (Magma is GOST 28147-89), RFC 6101 (FORTEZZA's Skipjack).
constexpr std::string_view kShortBlocks[] = {"DES",   "3DES",  "IDEA",    "RC2",
                                             "28147", "MAGMA", "FORTEZZA"};

constexpr std::string_view kAeads[] = {"_GCM", "_CCM", "_POLY1305", "AEGIS_", "_MGM_"};

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

bool drop_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

bool drop_suffix(std::string_view& text, std::string_view suffix) {
  if (!text.ends_with(suffix)) return false;
  text.remove_suffix(suffix.size());
  return true;
}

void read_exchange(Suite& suite, std::string_view exchange) {
  suite.exportable = drop_suffix(exchange, "_EXPORT") || drop_suffix(exchange, "_EXPORT1024");
  if (!drop_suffix(exchange, "_FIPS")) drop_suffix(exchange, "_OLDFIPS");
  for (const Exchange& known : kExchanges) {
    if (known.name != exchange) continue;
    suite.key_exchange = known.key_exchange;
    suite.authentication = known.authentication;
  }
}

// "AES_128_CBC_SHA256": the last word is the MAC, or in an AEAD suite the hash of the key schedule.
void read_cipher(Suite& suite, std::string_view text) {
  std::string_view cipher = text, mac;
  std::size_t last = text.rfind('_');
  if (last != std::string_view::npos)
    for (std::string_view known : kMacs)
      if (text.substr(last + 1) == known) {
        mac = known;
        cipher = text.substr(0, last);
      }
  for (std::string_view part : kAeads)
    if (contains(cipher, part)) suite.aead = true;
  suite.cipher = cipher;
  suite.mac = suite.aead ? "AEAD" : mac;
}

void read_name(Suite& suite, std::string_view name) {
  if (drop_prefix(name, "SSL_CK_")) {
    suite.ssl2 = true;
    suite.key_exchange = KeyExchange::rsa;
    suite.authentication = Authentication::rsa;
    suite.exportable = contains(name, "_EXPORT40");
    std::size_t with = name.find("_WITH_");
    suite.cipher = name.substr(0, with);
    if (with != std::string_view::npos) suite.mac = name.substr(with + 6);
    return;
  }
  drop_prefix(name, "OLD_");
  if (!drop_prefix(name, "TLS_")) drop_prefix(name, "SSL_");
  std::size_t with = name.find("_WITH_");
  std::string_view cipher = with == std::string_view::npos ? name : name.substr(with + 6);
  // RFC 8446 names no key exchange; RFC 9367 kept the old form for its suites, all of them in MGM
  // mode.
  suite.tls13 = with == std::string_view::npos || contains(cipher, "_MGM_");
  if (suite.tls13) {
    suite.key_exchange = KeyExchange::any_tls13;
    suite.authentication = Authentication::any_tls13;
  } else {
    read_exchange(suite, name.substr(0, with));
  }
  read_cipher(suite, cipher);
  // RFC 9150: TLS_SHA256_SHA256 is HMAC for integrity and a hash, and hides nothing.
  if (suite.tls13 && suite.cipher == suite.mac) suite.cipher = "NULL";
}

bool keeps_past_traffic_secret(KeyExchange how) {
  switch (how) {
    case KeyExchange::dhe:
    case KeyExchange::ecdhe:
    case KeyExchange::dhe_psk:
    case KeyExchange::ecdhe_psk:
    case KeyExchange::srp:
    case KeyExchange::eccpwd:
    case KeyExchange::any_tls13:
      return true;
    default:
      return false;
  }
}

}  // namespace

Suite take_apart(std::uint32_t id, std::string_view name) {
  Suite suite;
  suite.id = id;
  suite.name = name;
  read_name(suite, name);
  for (std::string_view start : kShortBlocks)
    if (suite.cipher.starts_with(start)) suite.short_block = true;
  suite.anonymous = suite.authentication == Authentication::none;
  suite.cbc = contains(suite.cipher, "CBC");
  suite.rc4 = suite.cipher.starts_with("RC4");
  suite.null_encryption = suite.cipher == "NULL";
  suite.md5 = suite.mac == "MD5";
  suite.static_rsa =
      suite.key_exchange == KeyExchange::rsa || suite.key_exchange == KeyExchange::rsa_psk;
  suite.forward_secret = keeps_past_traffic_secret(suite.key_exchange);
  return suite;
}

Suite unknown_suite(std::uint32_t id) {
  Suite suite;
  suite.id = id;
  suite.ssl2 = id > 0xFFFF;
  suite.name = suite.ssl2 ? fmt::format("0x{:06X}", id) : fmt::format("0x{:04X}", id);
  return suite;
}

}  // namespace checkoutdiag::tls
