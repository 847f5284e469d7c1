#include "lib/webhook/key.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <array>

#include "lib/text/hex.hpp"
#include "lib/webhook/public_key.hpp"
#include "lib/x509/handle.hpp"

namespace checkoutdiag::webhook {
namespace {

// The implementation, looked up once: the look-up costs more than the HMAC of a small body.
EVP_MAC* hmac() {
  static const x509::Handle<EVP_MAC, EVP_MAC_free> mac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
  return mac.get();
}

const char* digest_of(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::hmac_sha1:
      return "SHA1";
    case Algorithm::hmac_sha384:
      return "SHA384";
    case Algorithm::hmac_sha512:
      return "SHA512";
    default:
      return "SHA256";
  }
}

bool symmetric_form(const Scheme& scheme, std::string_view secret) {
  switch (scheme.secret.form) {
    case KeyForm::ed25519:
    case KeyForm::certificate:
      return false;
    case KeyForm::any:
      return !is_asymmetric_key(secret);
    default:
      return true;
  }
}

std::string_view fixed_algorithm(Algorithm algorithm) {
  if (algorithm == Algorithm::rsa_sha256) return "rsa-v1_5-sha256";
  return algorithm == Algorithm::ed25519 ? "ed25519" : std::string_view{};
}

std::string_view without_prefix(const SecretRule& rule, std::string_view secret) {
  if (!rule.strips_prefix) return secret;
  for (const std::string& prefix : rule.prefixes)
    if (secret.starts_with(prefix)) return secret.substr(prefix.size());
  return secret;
}

// The key's bytes, or why there are none.
std::string decode(const Scheme& scheme, std::string_view secret, std::string& fault) {
  std::string key;
  secret = without_prefix(scheme.secret, secret);
  switch (scheme.secret.form) {
    case KeyForm::hex:
      if (!text::decode_hex(secret, key)) fault = "is not an even number of hex digits";
      break;
    case KeyForm::base64:
    case KeyForm::any:
      if (!text::decode_base64(secret, key, {false, true})) fault = "is not base64";
      break;
    case KeyForm::sha1:
      key.resize(20);
      if (!EVP_Digest(secret.data(), secret.size(), reinterpret_cast<unsigned char*>(key.data()),
                      nullptr, EVP_sha1(), nullptr))
        fault = "cannot be hashed: this OpenSSL has no SHA-1";
      break;
    default:
      key = secret;
  }
  if (fault.empty() && key.empty()) fault = "is empty";
  return key;
}

}  // namespace

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

bool keeps_nobody_out(const Scheme& scheme, const Secret& secret) {
  if (secret.blank()) return true;
  for (const std::string& prefix : scheme.secret.prefixes)
    if (secret.reveal().starts_with(prefix) &&
        Secret(std::string(secret.reveal().substr(prefix.size()))).blank())
      return true;
  return false;
}

struct Key::Impl {
  x509::Handle<EVP_MAC_CTX, EVP_MAC_CTX_free> mac{nullptr};
  Secret token;  // of Algorithm::token
  PublicKey pair;
  std::string_view algorithm;  // of the scheme; empty: the statement's, or the key's
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
};

Key::Key(const Scheme& scheme, std::string_view secret, std::string_view certificate)
    : impl_(std::make_unique<Impl>()) {
  if (!symmetric_form(scheme, secret)) {
    impl_->pair = scheme.secret.form == KeyForm::certificate && secret.empty()
                      ? PublicKey::from_certificate(certificate)
                      : PublicKey::from_text(secret);
    impl_->algorithm = fixed_algorithm(scheme.algorithm);
    fault_ = impl_->pair.fault();
    return;
  }
  if (keeps_nobody_out(scheme, Secret(std::string(secret)))) {
    fault_ = "is blank";
    return;
  }
  if (is_asymmetric_key(secret)) {
    fault_ = "is a public or private key, which must not be used as a shared secret";
    return;
  }
  if (scheme.algorithm == Algorithm::ed25519 || scheme.algorithm == Algorithm::rsa_sha256) {
    fault_ = "is no key for this algorithm";
    return;
  }
  std::string key = decode(scheme, secret, fault_);
  if (!fault_.empty()) return;
  bytes_ = key.size();
  if (scheme.algorithm == Algorithm::token) {
    impl_->token = Secret(std::move(key));
    return;
  }
  char digest[16];
  OPENSSL_strlcpy(digest, digest_of(scheme.algorithm), sizeof digest);
  const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                               OSSL_PARAM_construct_end()};
  impl_->mac.reset(EVP_MAC_CTX_new(hmac()));
  if (!impl_->mac ||
      !EVP_MAC_init(impl_->mac.get(), reinterpret_cast<const unsigned char*>(key.data()),
                    key.size(), params)) {
    impl_->mac.reset();
    fault_ = "cannot be used by this OpenSSL";
  }
  OPENSSL_cleanse(key.data(), key.size());
}

Key::Key(Key&&) noexcept = default;
Key& Key::operator=(Key&&) noexcept = default;
Key::~Key() = default;

bool Key::symmetric() const {
  return impl_->mac || !impl_->token.reveal().empty();
}

std::string_view Key::mac(std::span<const std::string_view> pieces) const {
  if (!impl_->mac) return impl_->token.reveal();
  // Without a key: begins again with the one that is set.
  bool good = EVP_MAC_init(impl_->mac.get(), nullptr, 0, nullptr);
  for (const std::string_view piece : pieces)
    good =
        good && EVP_MAC_update(impl_->mac.get(),
                               reinterpret_cast<const unsigned char*>(piece.data()), piece.size());
  std::size_t size = 0;
  good = good && EVP_MAC_final(impl_->mac.get(), impl_->out.data(), &size, impl_->out.size());
  return good ? std::string_view(reinterpret_cast<const char*>(impl_->out.data()), size)
              : std::string_view{};
}

bool Key::verify(std::span<const std::string_view> pieces, std::string_view signature,
                 std::string_view algorithm) const {
  if (!fault_.empty()) return false;
  if (!symmetric())
    return impl_->pair.verify(pieces, signature, algorithm.empty() ? impl_->algorithm : algorithm);
  if (!algorithm.empty() && algorithm != "hmac-sha256") return false;
  const std::string_view right = mac(pieces);
  return !right.empty() && equal_in_constant_time(right, signature);
}

std::string Key::sign(std::span<const std::string_view> pieces, std::string_view algorithm) const {
  if (!fault_.empty()) return {};
  if (!symmetric())
    return impl_->pair.sign(pieces, algorithm.empty() ? impl_->algorithm : algorithm);
  return std::string(mac(pieces));
}

}  // namespace checkoutdiag::webhook
