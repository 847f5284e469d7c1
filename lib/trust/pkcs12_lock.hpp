#pragma once
#include <openssl/pkcs12.h>

#include <optional>
#include <string>
#include <string_view>

#include "lib/x509/handle.hpp"

// What it takes to open an encrypted PKCS#12: passwords and the budget for trying them, algorithms,
// and a library context that knows the old ones. Included by the reader's .cpp files only.
namespace checkoutdiag::trust {

/// A password as OpenSSL takes it: none and an empty one are two things to PKCS#12.
struct Password {
  const char* text;
  int length;
};

/// The usual ones, the likeliest first.
inline constexpr Password kUsualPasswords[] = {
    {"changeit", 8}, {"", 0}, {nullptr, 0}, {"changeme", 8}, {"password", 8}, {"notasecret", 10}};

/// Rounds of key derivation that one file may cost in all, whatever it asks for: some two seconds.
class RoundBudget {
 public:
  static constexpr long kMost = 5'000'000;

  /// True when so many more may be made, which are then taken off. Never for an unknown (negative)
  /// number.
  bool take(long rounds) {
    constexpr long kEffort = 200;  // what a try costs besides
    if (rounds < 0 || rounds > left_ - kEffort) return false;
    left_ -= rounds + kEffort;
    return true;
  }

 private:
  long left_ = kMost;
};

/// How an encrypted part says that it is to be opened.
struct Lock {
  std::string name;    // "RC2-40", "PBES2": for people
  long rounds = -1;    // of key derivation, as it is told; negative: unknown or absurd
  bool old = false;    // needs OpenSSL's legacy provider
  std::string cannot;  // why it is not even tried; empty: it can be

  /// Rounds that one try takes: they are made for the key and for the initial vector (PKCS#12), or
  /// for each block of output (PBKDF2: SHA-1 gives 20 bytes, AES-256 wants 32).
  long cost() const { return rounds < 0 || rounds > RoundBudget::kMost ? -1 : 2 * rounds; }
};
Lock lock_of(const X509_ALGOR* algorithm);

/// A library context of our own with the legacy provider in it: the default one must not learn MD5
/// and RC2 because a trust store was read. Made when first asked for.
class OldAlgorithms {
 public:
  /// Null when the provider cannot be loaded.
  OSSL_LIB_CTX* context();
  OldAlgorithms() = default;
  ~OldAlgorithms();
  OldAlgorithms(const OldAlgorithms&) = delete;
  OldAlgorithms& operator=(const OldAlgorithms&) = delete;

 private:
  bool tried_ = false;
  x509::Handle<OSSL_LIB_CTX, OSSL_LIB_CTX_free> context_;
  OSSL_PROVIDER *plain_ = nullptr, *legacy_ = nullptr;
};

}  // namespace checkoutdiag::trust
