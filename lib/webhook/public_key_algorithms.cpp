#include "lib/webhook/public_key_algorithms.hpp"

#include <fmt/core.h>
#include <openssl/ecdsa.h>

namespace checkoutdiag::webhook {
namespace {

// The first for a kind of key and group is the usual one.
constexpr KeyAlgorithm kAlgorithms[] = {
    {"rsa-pss-sha512", EVP_PKEY_RSA, "", EVP_sha512, RSA_PKCS1_PSS_PADDING, 0},
    {"rsa-v1_5-sha256", EVP_PKEY_RSA, "", EVP_sha256, RSA_PKCS1_PADDING, 0},
    {"ecdsa-p256-sha256", EVP_PKEY_EC, "prime256v1", EVP_sha256, 0, 32},
    {"ecdsa-p384-sha384", EVP_PKEY_EC, "secp384r1", EVP_sha384, 0, 48},
    {"ed25519", EVP_PKEY_ED25519, "", nullptr, 0, 0},
};
constexpr const KeyAlgorithm& kPss = kAlgorithms[0];
constexpr const KeyAlgorithm& kPkcs1 = kAlgorithms[1];

// PSS with SHA-512 and its salt needs 1034 bits; more than 8192 cost time for nothing.
constexpr int kFewestRsaBits = 1024, kMostRsaBits = 8192;

std::string group_of(EVP_PKEY* key) {
  char name[64];
  std::size_t size = 0;
  return EVP_PKEY_get_group_name(key, name, sizeof name, &size) == 1 ? std::string(name, size) : "";
}

const KeyAlgorithm* usual_of_rsa(EVP_PKEY* key, bool of_certificate, std::string& fault) {
  const int bits = EVP_PKEY_get_bits(key);
  if (bits < kFewestRsaBits || bits > kMostRsaBits) {
    fault = fmt::format("is an RSA key of {} bits; {} to {} are taken here", bits, kFewestRsaBits,
                        kMostRsaBits);
    return nullptr;
  }
  const bool pss_alone = EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA_PSS;
  return of_certificate && !pss_alone ? &kPkcs1 : &kPss;
}

const KeyAlgorithm* usual_of_ec(EVP_PKEY* key, std::string& fault) {
  const std::string group = group_of(key);
  for (const KeyAlgorithm& one : kAlgorithms)
    if (one.kind == EVP_PKEY_EC && one.group == group) return &one;
  fault = "is an EC key of another curve than P-256 and P-384";
  return nullptr;
}

}  // namespace

const KeyAlgorithm* algorithm_of(const PublicKey::Impl& key, std::string_view name) {
  if (name.empty() || name == key.usual->name) return key.usual;
  // A second algorithm is there for RSA alone; a key that is marked for PSS is for nothing else.
  if (EVP_PKEY_get_base_id(key.key.get()) != EVP_PKEY_RSA) return nullptr;
  for (const KeyAlgorithm* one : {&kPss, &kPkcs1})
    if (one->name == name) return one;
  return nullptr;
}

const KeyAlgorithm* usual_algorithm(EVP_PKEY* key, bool of_certificate, std::string& fault) {
  switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_RSA:
    case EVP_PKEY_RSA_PSS:
      return usual_of_rsa(key, of_certificate, fault);
    case EVP_PKEY_EC:
      return usual_of_ec(key, fault);
    case EVP_PKEY_ED25519:
      return &kAlgorithms[4];
    default:
      fault = "is a key of a kind that is not taken here: RSA, EC and Ed25519 are";
  }
  return nullptr;
}

bool der_of_raw(std::string_view raw, int half, std::string& der) {
  using Signature = x509::Handle<ECDSA_SIG, ECDSA_SIG_free>;
  using Number = x509::Handle<BIGNUM, BN_free>;
  if (raw.size() != 2 * static_cast<std::size_t>(half)) return false;
  const auto* bytes = reinterpret_cast<const unsigned char*>(raw.data());
  Number r(BN_bin2bn(bytes, half, nullptr)), s(BN_bin2bn(bytes + half, half, nullptr));
  Signature signature(ECDSA_SIG_new());
  if (!r || !s || !signature || ECDSA_SIG_set0(signature.get(), r.get(), s.get()) != 1)
    return false;
  static_cast<void>(r.release()), static_cast<void>(s.release());  // the signature's, since set0
  unsigned char* out = nullptr;
  const int size = i2d_ECDSA_SIG(signature.get(), &out);
  if (size <= 0) return false;
  der.assign(reinterpret_cast<const char*>(out), static_cast<std::size_t>(size));
  OPENSSL_free(out);
  return true;
}

std::string raw_of_der(std::string_view der, int half) {
  using Signature = x509::Handle<ECDSA_SIG, ECDSA_SIG_free>;
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  Signature signature(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
  std::string raw(2 * static_cast<std::size_t>(half), '\0');
  auto* bytes = reinterpret_cast<unsigned char*>(raw.data());
  if (!signature || BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), bytes, half) != half ||
      BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), bytes + half, half) != half)
    return {};
  return raw;
}

}  // namespace checkoutdiag::webhook
