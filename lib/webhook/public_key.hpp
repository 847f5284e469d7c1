#pragma once
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace checkoutdiag::webhook {

/// True for the text of a public or private key or a certificate, whole or damaged: PEM, whpk_ or
/// whsk_, or the base64 of the DER of a public key or certificate. Such a text must never become an
/// HMAC secret: whoever knows the public key could sign with it (algorithm confusion).
bool is_asymmetric_key(std::string_view secret);

/// A key for signatures that are verified with another key than they are made with: RSA, ECDSA on
/// P-256 and P-384, Ed25519. Algorithms have the names of RFC 9421 section 3.3; without a name, the
/// kind of key decides.
class PublicKey {
 public:
  PublicKey();  // none: fault() says so
  PublicKey(PublicKey&&) noexcept;
  PublicKey& operator=(PublicKey&&) noexcept;
  ~PublicKey();

  /// Any text for which is_asymmetric_key() holds.
  static PublicKey from_text(std::string_view text);
  /// A public key (SubjectPublicKeyInfo, PKCS#1), a private one that is not encrypted (PKCS#8,
  /// PKCS#1, SEC 1), or a certificate: the first of them in the text.
  static PublicKey from_pem(std::string_view pem);
  /// The key of the first certificate. The certificate itself is not judged here.
  static PublicKey from_certificate(std::string_view pem);
  /// whpk_ and the base64 of 32 bytes, or whsk_ and that of 64: seed and public key (Standard
  /// Webhooks, v1a).
  static PublicKey from_standard_webhooks(std::string_view text);

  /// Why this is no key: "is an encrypted private key". Tells nothing of what it holds. Empty: it
  /// is one.
  const std::string& fault() const { return fault_; }

  bool can_sign() const;

  /// What is used when no algorithm is named: "ed25519", "ecdsa-p256-sha256", "ecdsa-p384-sha384",
  /// "rsa-pss-sha512", or "rsa-v1_5-sha256" for the RSA key of a certificate (PayPal).
  std::string_view usual_algorithm() const;

  /// Whether `signature` (raw bytes) is right for the pieces, one after the other. False for an
  /// algorithm that is not the key's, "hmac-sha256" above all.
  bool verify(std::span<const std::string_view> pieces, std::string_view signature,
              std::string_view algorithm = {}) const;

  /// A signature's raw bytes; empty when the key cannot sign, or not by this algorithm.
  std::string sign(std::span<const std::string_view> pieces, std::string_view algorithm = {}) const;

  struct Impl;  // what OpenSSL holds

 private:
  static PublicKey faulty(std::string why);
  static PublicKey taken(std::unique_ptr<Impl> key, bool of_certificate);

  std::unique_ptr<Impl> impl_;
  std::string fault_;
};

}  // namespace checkoutdiag::webhook
