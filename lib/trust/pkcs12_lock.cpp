#include "lib/trust/pkcs12_lock.hpp"

#include <fmt/core.h>
#include <openssl/asn1t.h>
#include <openssl/provider.h>

namespace checkoutdiag::trust {
namespace {

using Pbe = x509::Handle<PBEPARAM, PBEPARAM_free>;
using Pbes2 = x509::Handle<PBE2PARAM, PBE2PARAM_free>;
using Pbkdf2 = x509::Handle<PBKDF2PARAM, PBKDF2PARAM_free>;

long number(const ASN1_INTEGER* value) {
  std::int64_t out = -1;
  return value && ASN1_INTEGER_get_int64(&out, value) == 1 ? static_cast<long>(out) : -1;
}

template <class T>
T* parameters(const X509_ALGOR* algorithm, const ASN1_ITEM* item) {
  return static_cast<T*>(ASN1_TYPE_unpack_sequence(item, algorithm->parameter));
}

std::string name_of(const ASN1_OBJECT* object) {
  char text[64];  // long enough for every name we know; OpenSSL cuts what is longer
  OBJ_obj2txt(text, sizeof text, object, 0);
  return text;
}

/// PBES2 with PBKDF2. scrypt takes its cost in memory from the file, and no trust store was seen
/// with it.
Lock pbes2(const X509_ALGOR* algorithm) {
  Lock lock{"PBES2"};
  Pbes2 scheme(parameters<PBE2PARAM>(algorithm, ASN1_ITEM_rptr(PBE2PARAM)));
  if (!scheme || !scheme->keyfunc || !scheme->encryption) {
    lock.cannot = "its encryption is described wrongly";
    return lock;
  }
  lock.name = name_of(scheme->encryption->algorithm);
  const int cipher = OBJ_obj2nid(scheme->encryption->algorithm);
  lock.old = cipher == NID_rc2_cbc || cipher == NID_des_cbc;
  const bool known = cipher == NID_aes_128_cbc || cipher == NID_aes_192_cbc ||
                     cipher == NID_aes_256_cbc || cipher == NID_des_ede3_cbc || lock.old;
  if (!known) {
    lock.cannot = fmt::format("its encryption ({}) is not one that is read here", lock.name);
    return lock;
  }
  if (OBJ_obj2nid(scheme->keyfunc->algorithm) != NID_id_pbkdf2) {
    lock.cannot = fmt::format("its key derivation ({}) is not one that is read here",
                              name_of(scheme->keyfunc->algorithm));
    return lock;
  }
  Pbkdf2 derivation(parameters<PBKDF2PARAM>(scheme->keyfunc, ASN1_ITEM_rptr(PBKDF2PARAM)));
  if (derivation) lock.rounds = number(derivation->iter);
  return lock;
}

}  // namespace

Lock lock_of(const X509_ALGOR* algorithm) {
  const int scheme = algorithm ? OBJ_obj2nid(algorithm->algorithm) : NID_undef;
  if (scheme == NID_pbes2) return pbes2(algorithm);
  static constexpr struct {
    int scheme;
    const char* name;
    bool old;
  } kKnown[] = {
      {NID_pbe_WithSHA1And40BitRC2_CBC, "RC2-40", true},
      {NID_pbe_WithSHA1And128BitRC2_CBC, "RC2-128", true},
      {NID_pbe_WithSHA1And40BitRC4, "RC4-40", true},
      {NID_pbe_WithSHA1And128BitRC4, "RC4-128", true},
      {NID_pbe_WithSHA1And2_Key_TripleDES_CBC, "two-key 3DES", false},
      {NID_pbe_WithSHA1And3_Key_TripleDES_CBC, "3DES", false},
      {NID_pbeWithMD5AndDES_CBC, "MD5 and DES", true},
      {NID_pbeWithSHA1AndDES_CBC, "SHA-1 and DES", true},
  };
  for (const auto& known : kKnown) {
    if (known.scheme != scheme) continue;
    Lock lock{known.name, -1, known.old, {}};
    Pbe parts(parameters<PBEPARAM>(algorithm, ASN1_ITEM_rptr(PBEPARAM)));
    if (parts) lock.rounds = number(parts->iter);
    return lock;
  }
  Lock lock{algorithm ? name_of(algorithm->algorithm) : "nothing"};
  lock.cannot = fmt::format("its encryption ({}) is not one that is read here", lock.name);
  return lock;
}

OSSL_LIB_CTX* OldAlgorithms::context() {
  if (!tried_) {
    tried_ = true;
    context_.reset(OSSL_LIB_CTX_new());
    if (context_) {
      plain_ = OSSL_PROVIDER_load(context_.get(), "default");
      legacy_ = OSSL_PROVIDER_load(context_.get(), "legacy");
    }
  }
  return plain_ && legacy_ ? context_.get() : nullptr;
}

OldAlgorithms::~OldAlgorithms() {
  if (legacy_) OSSL_PROVIDER_unload(legacy_);
  if (plain_) OSSL_PROVIDER_unload(plain_);
}

}  // namespace checkoutdiag::trust
