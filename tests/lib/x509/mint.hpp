#pragma once
#include <openssl/evp.h>

#include <string>
#include <vector>

#include "lib/text/time.hpp"
#include "lib/x509/handle.hpp"

// Certificates made to measure, in this process: what a test needs is what it writes down.
namespace checkoutdiag::test {

enum class Key { p256, rsa1024, rsa2048, ed25519, p384, secp256k1, rsa512 };

/// A moment at which everything minted by default is valid.
constexpr Time kNow = std::chrono::sys_days(std::chrono::year(2026) / 11 / 27);

struct Recipe {
  std::string common_name;
  bool ca = false;
  std::vector<std::string> dns, ips;
  Time not_before = kNow - std::chrono::days(30), not_after = kNow + std::chrono::days(60);
  Key key = Key::p256;
  std::string digest = "SHA256";  // of the issuer's signature
  bool must_staple = false;
  std::vector<std::string> ca_issuers, ocsp;
  std::vector<std::pair<std::string, std::string>> extensions;  // OpenSSL's name and value
  std::string raw_san;                                          // DER in place of a subjectAltName
  bool bare = false;  // none of the usual extensions: names and `extensions` alone
  int version = 3;    // below 3 there are no extensions at all
};

struct Identity {
  std::string der, pem, key_pem;
  x509::Handle<EVP_PKEY, EVP_PKEY_free> key;
};

/// A certificate signed by `issuer`, or by itself.
Identity mint(const Recipe& recipe, const Identity* issuer = nullptr);

/// Another certificate for the same key: cross-signing.
Identity mint_for(const Identity& key, const Recipe& recipe, const Identity* issuer);

/// A PKCS#7 bag of certificates in DER, as caIssuers addresses serve it.
std::string pkcs7_of(const std::vector<std::string>& ders);

}  // namespace checkoutdiag::test
