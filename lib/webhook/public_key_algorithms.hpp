#pragma once
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <string>
#include <string_view>

#include "lib/webhook/public_key.hpp"
#include "lib/x509/handle.hpp"

// What PublicKey is made of. Included by its .cpp files only.
namespace checkoutdiag::webhook {

using PkeyHandle = x509::Handle<EVP_PKEY, EVP_PKEY_free>;

/// OpenSSL's queue of errors is for the connection that is made next, not for us.
struct ForgetErrors {
  ~ForgetErrors() { ERR_clear_error(); }
};

/// A row of RFC 9421 section 3.3.
struct KeyAlgorithm {
  std::string_view name;
  int kind;                   // EVP_PKEY_RSA, EVP_PKEY_EC, EVP_PKEY_ED25519
  std::string_view group;     // of EC keys, as OpenSSL calls it
  const EVP_MD* (*digest)();  // null: the algorithm has its own
  int padding;                // RSA_PKCS1_PSS_PADDING, RSA_PKCS1_PADDING; 0: none
  int half;                   // ECDSA: the size of r and of s
};

struct PublicKey::Impl {
  PkeyHandle key;
  bool is_private = false;
  const KeyAlgorithm* usual = nullptr;  // never null once the key was taken
};

/// The algorithm of that name when it is one for this key, its usual one for no name; else null.
const KeyAlgorithm* algorithm_of(const PublicKey::Impl& key, std::string_view name);

/// What the key is used for when nothing is said; null, and why, when it is good for nothing here.
const KeyAlgorithm* usual_algorithm(EVP_PKEY* key, bool of_certificate, std::string& fault);

/// RFC 9421 sections 3.3.4 and 3.3.5: r and s of `half` bytes each, to OpenSSL's DER and back.
bool der_of_raw(std::string_view raw, int half, std::string& der);
std::string raw_of_der(std::string_view der, int half);

}  // namespace checkoutdiag::webhook
