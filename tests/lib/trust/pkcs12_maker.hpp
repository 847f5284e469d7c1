#pragma once
#include <string>
#include <vector>

// PKCS#12 files made to measure: bags by hand, encryption and checksum by OpenSSL.
namespace checkoutdiag::test {

struct CertificateBag {
  std::string der;
  std::string alias;  // ASCII; empty: none
  bool java_trusted = false;
  std::string key_id;
};
std::string bag_of(const CertificateBag& bag);

/// A shrouded key's bag, whose content is nobody's key.
std::string key_bag(const std::string& key_id);

/// A bag that holds bags.
std::string nested_bag(const std::string& bags);

/// A safe that is not encrypted.
std::string plain_safe(const std::string& bags);

/// An encrypted one, by OpenSSL's number of the scheme (NID_aes_256_cbc: PBES2). Empty when the
/// scheme needs the legacy provider and that is not there.
std::string encrypted_safe(const std::string& bags, int scheme, const char* password,
                           int rounds = 2048);

/// The file.
std::string pkcs12_of(const std::string& safes);

/// The same with a checksum keyed by a password.
std::string with_mac(const std::string& pkcs12, const char* password);

}  // namespace checkoutdiag::test
