#include "lib/tls/registry.hpp"

#include <doctest/doctest.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <cctype>
#include <memory>
#include <set>
#include <thread>

#include "lib/tls/registry_suite.hpp"

using namespace checkoutdiag::tls;

namespace {

// OpenSSL as the independent witness: its own table of suites, written by other people.
struct OpenSsl {
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context{SSL_CTX_new(TLS_method()),
                                                            SSL_CTX_free};
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl{SSL_new(context.get()), SSL_free};

  const SSL_CIPHER* find(std::uint32_t id) const {
    const unsigned char bytes[] = {static_cast<unsigned char>(id >> 8),
                                   static_cast<unsigned char>(id)};
    return SSL_CIPHER_find(ssl.get(), bytes);
  }
};

KeyExchange key_exchange(const SSL_CIPHER* cipher) {
  switch (SSL_CIPHER_get_kx_nid(cipher)) {
    case NID_kx_rsa:
      return KeyExchange::rsa;
    case NID_kx_dhe:
      return KeyExchange::dhe;
    case NID_kx_ecdhe:
      return KeyExchange::ecdhe;
    case NID_kx_psk:
      return KeyExchange::psk;
    case NID_kx_rsa_psk:
      return KeyExchange::rsa_psk;
    case NID_kx_dhe_psk:
      return KeyExchange::dhe_psk;
    case NID_kx_ecdhe_psk:
      return KeyExchange::ecdhe_psk;
    case NID_kx_srp:
      return KeyExchange::srp;
    case NID_kx_gost:
    case NID_kx_gost18:
      return KeyExchange::gost;
    case NID_kx_any:
      return KeyExchange::any_tls13;
    default:
      return KeyExchange::unknown;
  }
}

Authentication authentication(const SSL_CIPHER* cipher) {
  if (key_exchange(cipher) == KeyExchange::gost) return Authentication::gost;  // may be two kinds
  switch (SSL_CIPHER_get_auth_nid(cipher)) {
    case NID_auth_rsa:
      return Authentication::rsa;
    case NID_auth_ecdsa:
      return Authentication::ecdsa;
    case NID_auth_dss:
      return Authentication::dss;
    case NID_auth_null:
      return Authentication::none;
    case NID_auth_psk:
      return Authentication::psk;
    case NID_auth_srp:
      return Authentication::password;
    case NID_auth_any:
      return Authentication::any_tls13;
    default:
      return Authentication::unknown;
  }
}

std::string mac(const SSL_CIPHER* cipher) {
  switch (SSL_CIPHER_get_digest_nid(cipher)) {
    case NID_md5:
      return "MD5";
    case NID_sha1:
      return "SHA";
    case NID_sha256:
      return "SHA256";
    case NID_sha384:
      return "SHA384";
    default:
      return SSL_CIPHER_is_aead(cipher) ? "AEAD" : "";
  }
}

std::vector<std::uint16_t> two_byte_suites() {
  std::vector<std::uint16_t> all(legacy_suites().begin(), legacy_suites().end());
  all.insert(all.end(), tls13_suites().begin(), tls13_suites().end());
  return all;
}

}  // namespace

TEST_CASE("every suite that OpenSSL knows has its name and its properties here") {
  OpenSsl openssl;
  int seen = 0;
  for (std::uint32_t id = 0; id < 0x10000; ++id) {
    const SSL_CIPHER* theirs = openssl.find(id);
    if (!theirs || id == 0x00FF || id == 0x5600) continue;
    ++seen;
    const Suite& ours = suite(id);
    CAPTURE(ours.name);
    CAPTURE(SSL_CIPHER_get_name(theirs));
    const char* standard = SSL_CIPHER_standard_name(theirs);
    if (standard)
      CHECK(ours.name == standard);
    else
      CHECK_FALSE(ours.name.starts_with("0x"));
    CHECK(ours.key_exchange == key_exchange(theirs));
    CHECK(ours.authentication == authentication(theirs));
    CHECK(ours.aead == (SSL_CIPHER_is_aead(theirs) != 0));
    CHECK(ours.null_encryption == (SSL_CIPHER_get_cipher_nid(theirs) == NID_undef));
    if (!mac(theirs).empty()) CHECK(ours.mac == mac(theirs));
    CHECK(ours.md5 == (SSL_CIPHER_get_digest_nid(theirs) == NID_md5));
    CHECK(ours.tls13 == (SSL_CIPHER_get_kx_nid(theirs) == NID_kx_any));

    const EVP_CIPHER* block = EVP_get_cipherbynid(SSL_CIPHER_get_cipher_nid(theirs));
    if (!block) continue;
    CHECK(ours.cbc == (EVP_CIPHER_get_mode(block) == EVP_CIPH_CBC_MODE));
    if (ours.cbc) CHECK(ours.short_block == (EVP_CIPHER_get_block_size(block) == 8));
    CHECK(ours.rc4 == (EVP_CIPHER_get_nid(block) == NID_rc4));
  }
  CHECK(seen >= 150);  // Debian's build leaves 3DES, RC4, SEED and IDEA out
}

TEST_CASE("ids and names are unique, and signals are not offered as suites") {
  std::set<std::uint32_t> ids;
  std::set<std::string> names;
  for (std::uint16_t id : two_byte_suites()) {
    CHECK(ids.insert(id).second);
    CHECK(names.insert(suite(id).name).second);
    CHECK_FALSE(suite(id).name.starts_with("0x"));
    CHECK((id & 0x0F0F) != 0x0A0A);  // GREASE, RFC 8701
  }
  for (std::uint32_t kind : ssl2_kinds()) {
    CHECK(ids.insert(kind).second);
    CHECK(names.insert(suite(kind).name).second);
    CHECK(suite(kind).ssl2);
  }
  CHECK_FALSE(ids.contains(0x00FF));
  CHECK_FALSE(ids.contains(0x5600));
  CHECK(legacy_suites().size() + tls13_suites().size() == 372);  // 350 of IANA, 22 that are not
  CHECK(ssl2_kinds().size() == 7);
}

TEST_CASE("every suite is taken apart completely") {
  for (std::uint16_t id : two_byte_suites()) {
    const Suite& one = suite(id);
    CAPTURE(one.name);
    CHECK_FALSE(one.cipher.empty());
    CHECK_FALSE(one.mac.empty());
    bool fortezza = one.name.starts_with("SSL_FORTEZZA");  // KEA is nobody else's
    CHECK((one.key_exchange == KeyExchange::unknown) == fortezza);
    CHECK((one.authentication == Authentication::unknown) == fortezza);
    CHECK(one.exportable == (one.name.find("EXPORT") != std::string::npos));
    CHECK(one.anonymous == (one.name.find("anon") != std::string::npos || id == 0));
    if (one.aead) CHECK_FALSE(one.cbc);
    if (one.static_rsa) CHECK_FALSE(one.forward_secret);
  }
}

TEST_CASE("names of suites that OpenSSL no longer knows are taken apart") {
  Suite one = take_apart(0x0003, "TLS_RSA_EXPORT_WITH_RC4_40_MD5");
  CHECK(one.exportable);
  CHECK(one.rc4);
  CHECK(one.md5);
  CHECK(one.static_rsa);
  CHECK(one.cipher == "RC4_40");
  CHECK_FALSE(one.short_block);

  one = take_apart(0x0062, "TLS_RSA_EXPORT1024_WITH_DES_CBC_SHA");
  CHECK(one.exportable);
  CHECK(one.key_exchange == KeyExchange::rsa);
  CHECK(one.short_block);
  CHECK(one.cbc);
  CHECK(one.mac == "SHA");

  one = take_apart(0x0029, "TLS_KRB5_EXPORT_WITH_DES_CBC_40_MD5");
  CHECK(one.key_exchange == KeyExchange::krb5);
  CHECK(one.cipher == "DES_CBC_40");
  CHECK(one.cbc);
  CHECK(one.short_block);

  one = take_apart(0x0031, "TLS_DH_RSA_WITH_AES_128_CBC_SHA");
  CHECK(one.key_exchange == KeyExchange::dh);
  CHECK_FALSE(one.forward_secret);
  CHECK_FALSE(one.static_rsa);

  one = take_apart(0xFEFF, "SSL_RSA_FIPS_WITH_3DES_EDE_CBC_SHA");
  CHECK(one.key_exchange == KeyExchange::rsa);
  CHECK(one.cipher == "3DES_EDE_CBC");
  CHECK(one.short_block);

  one = take_apart(0xCC13, "OLD_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");
  CHECK(one.key_exchange == KeyExchange::ecdhe);
  CHECK(one.aead);
  CHECK(one.mac == "AEAD");

  one = take_apart(0xC101, "TLS_GOSTR341112_256_WITH_MAGMA_CTR_OMAC");
  CHECK(one.short_block);
  CHECK_FALSE(one.cbc);
  CHECK_FALSE(one.tls13);

  one = take_apart(0x0000, "TLS_NULL_WITH_NULL_NULL");
  CHECK(one.null_encryption);
  CHECK(one.anonymous);
  CHECK(one.key_exchange == KeyExchange::null);
}

TEST_CASE("suites with TLS 1.3 semantics are recognised by their names") {
  CHECK(suite(0x1305).cipher == "AES_128_CCM_8");
  CHECK(suite(0x00C6).tls13);
  CHECK(suite(0x00C6).aead);
  CHECK(suite(0xC103).tls13);  // RFC 9367, though its name has _WITH_
  CHECK(suite(0xC106).short_block);
  CHECK(suite(0xC0B4).tls13);
  CHECK(suite(0xC0B4).null_encryption);  // RFC 9150: integrity only
  CHECK_FALSE(suite(0xC0B4).aead);
  CHECK_FALSE(suite(0xC02F).tls13);
  for (std::uint16_t id : tls13_suites())
    CHECK(suite(id).forward_secret);
  CHECK(std::vector<std::uint16_t>(tls13_suites().begin(), tls13_suites().begin() + 5) ==
        std::vector<std::uint16_t>{0x1301, 0x1302, 0x1303, 0x1304, 0x1305});
}

TEST_CASE("SSLv2 kinds have their names") {
  CHECK(suite(0x010080).name == "SSL_CK_RC4_128_WITH_MD5");
  CHECK(suite(0x010080).rc4);
  CHECK(suite(0x040080).exportable);
  CHECK(suite(0x0700C0).short_block);
  CHECK(suite(0x0700C0).cbc);
  for (std::uint32_t kind : ssl2_kinds()) {
    CHECK(suite(kind).static_rsa);
    CHECK(suite(kind).md5);
  }
}

TEST_CASE("one hello of 100 suites asks for all that a permissive OpenSSL accepts") {
  OpenSsl openssl;
  REQUIRE(SSL_CTX_set_cipher_list(
      openssl.context.get(), "ALL:COMPLEMENTOFALL:!PSK:!SRP:!aDSS:!aGOST:!SEED:!IDEA:@SECLEVEL=0"));
  auto offers = legacy_suites().first(100);
  CHECK(offers.front() == 0xC02B);
  STACK_OF(SSL_CIPHER)* accepted = SSL_CTX_get_ciphers(openssl.context.get());
  CHECK(sk_SSL_CIPHER_num(accepted) > 70);
  for (int i = 0; i < sk_SSL_CIPHER_num(accepted); ++i) {
    std::uint16_t id = SSL_CIPHER_get_protocol_id(sk_SSL_CIPHER_value(accepted, i));
    if (suite(id).tls13) continue;
    CAPTURE(suite(id).name);
    CHECK(std::find(offers.begin(), offers.end(), id) != offers.end());
  }
}

TEST_CASE("numbers that nobody assigned keep their number as name, from any thread") {
  CHECK(suite(0xC0FF).name == "0xC0FF");
  CHECK(suite(0x0A0B0C).name == "0x0A0B0C");
  CHECK(suite(0x0A0B0C).ssl2);
  CHECK(group(0x9999).name == "0x9999");
  CHECK(group(0x9999).id == 0x9999);
  CHECK(group(0x9999).security_bits == 0);
  CHECK(signature_scheme_name(0x0999) == "0x0999");
  CHECK(alert_name(199) == "alert 199");

  const Suite* first = &suite(0xABCD);
  auto ask = [] {
    for (std::uint32_t id = 0x8000; id < 0x9000; ++id) {
      suite(id);
      group(static_cast<std::uint16_t>(id));
    }
  };
  std::thread one(ask), other(ask);
  one.join();
  other.join();
  CHECK(&suite(0xABCD) == first);
  CHECK(first->name == "0xABCD");
  CHECK(suite(0x8FFF).name == "0x8FFF");
}

TEST_CASE("a peer that names endless SSLv2 kinds does not make the registry endless") {
  for (std::uint32_t id = 0x100000; id < 0x100000 + 0x10000; ++id)
    suite(id);
  CHECK(suite(0x200000).name == "unknown");
  CHECK(&suite(0x200000) == &suite(0x300000));
}

TEST_CASE("groups") {
  CHECK(group(0x001D).name == "x25519");
  CHECK(group(0x0017).name == "secp256r1");
  CHECK(group(0x11EC).name == "X25519MLKEM768");
  CHECK(group(0x11EC).post_quantum);
  CHECK_FALSE(group(0x11EC).tls12);
  CHECK(group(0x0100).finite_field);
  CHECK(group(0x0100).security_bits == 112);
  CHECK(group(0x0015).security_bits == 112);
  CHECK(group(0x0013).security_bits == 80);
  CHECK(group(0x001E).security_bits == 224);

  auto tls13 = groups_to_probe(Version::tls13), tls12 = groups_to_probe(Version::tls12);
  CHECK(tls13.front() == 0x001D);
  CHECK(tls12.front() == 0x001D);
  for (int id : {0x0017, 0x0018, 0x0019, 0x001E, 0x001F, 0x0020, 0x0021, 0x0100, 0x0104, 0x0200,
                 0x0201, 0x0202, 0x11EB, 0x11EC, 0x11ED, 0x6399})
    CHECK(std::count(tls13.begin(), tls13.end(), id) == 1);
  for (int id : {0x0016, 0x001A, 0x000E, 0x0001})
    CHECK(std::count(tls12.begin(), tls12.end(), id) == 1);
  for (std::uint16_t id : tls13)
    CHECK(group(id).tls13);
  for (std::uint16_t id : tls12)
    CHECK(group(id).tls12);
  std::set<std::string> names;
  for (std::uint32_t id = 0; id < 0x10000; ++id) {
    const Group& one = group(static_cast<std::uint16_t>(id));
    if (!one.name.starts_with("0x")) CHECK(names.insert(one.name).second);
  }
  CHECK(names.size() == 57);
}

TEST_CASE("the strength of an elliptic curve agrees with OpenSSL's") {
  for (std::uint16_t id = 1; id <= 30; ++id) {
    const Group& one = group(id);
    std::string theirs = one.name;
    if (theirs == "secp256r1") theirs = "prime256v1";
    if (theirs == "secp192r1") theirs = "prime192v1";
    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
        one.name.starts_with("x")
            ? EVP_PKEY_Q_keygen(nullptr, nullptr, one.name == "x448" ? "X448" : "X25519")
            : EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", theirs.c_str()),
        EVP_PKEY_free);
    if (!key) continue;  // a build may lack the binary curves
    CAPTURE(one.name);
    CHECK(one.security_bits == EVP_PKEY_get_security_bits(key.get()));
  }
}

TEST_CASE("signature schemes and alerts") {
  CHECK(signature_scheme_name(0x0804) == "rsa_pss_rsae_sha256");
  CHECK(signature_scheme_name(0x0201) == "rsa_pkcs1_sha1");
  CHECK(signature_scheme_name(0x0101) == "rsa_pkcs1_md5");
  auto asked = signature_schemes();
  for (int id : {0x0101, 0x0103, 0x0201, 0x0202, 0x0203, 0x0301, 0x0403, 0x0807})
    CHECK(std::count(asked.begin(), asked.end(), id) == 1);
  CHECK(std::set<std::uint16_t>(asked.begin(), asked.end()).size() == asked.size());

  // SSL_alert_desc_string_long writes "handshake failure"; IANA's word is the same with "_".
  int known = 0;
  for (int code = 0; code < 256; ++code) {
    std::string theirs = SSL_alert_desc_string_long(code);
    if (theirs == "unknown") continue;
    for (char& c : theirs)
      c = c == ' ' ? '_' : static_cast<char>(std::tolower(c));
    ++known;
    CHECK(alert_name(code) == theirs);
  }
  CHECK(known >= 25);
}

TEST_CASE("versions have a name and a key, and a key has a version") {
  CHECK(name(Version::tls12) == "TLS 1.2");
  CHECK(name(Version::ssl3) == "SSLv3");
  for (Version version : kVersions)
    CHECK(version_from_key(key(version)) == version);
  CHECK(version_from_key("tls1.3") == Version::tls13);
  CHECK_FALSE(version_from_key("TLS 1.2"));
  CHECK_FALSE(version_from_key(""));
}
