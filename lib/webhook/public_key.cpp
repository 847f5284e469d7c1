#include "lib/webhook/public_key.hpp"

#include "lib/webhook/public_key_algorithms.hpp"

namespace checkoutdiag::webhook {

using Context = x509::Handle<EVP_MD_CTX, EVP_MD_CTX_free>;

namespace {

std::string joined(std::span<const std::string_view> pieces) {
  std::string out;
  for (std::string_view piece : pieces)
    out += piece;
  return out;
}

/// RFC 9421 section 3.3.1: MGF1 with SHA-512 and 64 bytes of salt. Verification takes no other
/// length either.
bool prepare(EVP_PKEY_CTX* context, const KeyAlgorithm& algorithm) {
  if (algorithm.padding == 0) return true;
  if (EVP_PKEY_CTX_set_rsa_padding(context, algorithm.padding) != 1) return false;
  if (algorithm.padding != RSA_PKCS1_PSS_PADDING) return true;
  return EVP_PKEY_CTX_set_rsa_pss_saltlen(context, 64) == 1 &&
         EVP_PKEY_CTX_set_rsa_mgf1_md(context, EVP_sha512()) == 1;
}

const unsigned char* octets(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

PublicKey::PublicKey() : fault_("is no key") {}
PublicKey::PublicKey(PublicKey&&) noexcept = default;
PublicKey& PublicKey::operator=(PublicKey&&) noexcept = default;
PublicKey::~PublicKey() = default;

PublicKey PublicKey::faulty(std::string why) {
  PublicKey none;
  none.fault_ = std::move(why);
  return none;
}

bool PublicKey::can_sign() const {
  return impl_ && impl_->is_private;
}

std::string_view PublicKey::usual_algorithm() const {
  return impl_ ? impl_->usual->name : std::string_view();
}

bool PublicKey::verify(std::span<const std::string_view> pieces, std::string_view signature,
                       std::string_view algorithm) const {
  const KeyAlgorithm* how = impl_ ? algorithm_of(*impl_, algorithm) : nullptr;
  Context context(EVP_MD_CTX_new());
  if (!how || !context) return false;
  const ForgetErrors forget;
  std::string der;
  if (how->half > 0) {
    if (!der_of_raw(signature, how->half, der)) return false;
    signature = der;
  }
  EVP_PKEY_CTX* inner = nullptr;
  const EVP_MD* digest = how->digest ? how->digest() : nullptr;
  if (EVP_DigestVerifyInit(context.get(), &inner, digest, nullptr, impl_->key.get()) != 1 ||
      !prepare(inner, *how))
    return false;
  if (!digest) {  // Ed25519 goes over its message twice
    const std::string all = joined(pieces);
    return EVP_DigestVerify(context.get(), octets(signature), signature.size(), octets(all),
                            all.size()) == 1;
  }
  for (std::string_view piece : pieces)
    if (EVP_DigestVerifyUpdate(context.get(), piece.data(), piece.size()) != 1) return false;
  return EVP_DigestVerifyFinal(context.get(), octets(signature), signature.size()) == 1;
}

std::string PublicKey::sign(std::span<const std::string_view> pieces,
                            std::string_view algorithm) const {
  const KeyAlgorithm* how = can_sign() ? algorithm_of(*impl_, algorithm) : nullptr;
  Context context(EVP_MD_CTX_new());
  if (!how || !context) return {};
  const ForgetErrors forget;
  EVP_PKEY_CTX* inner = nullptr;
  const EVP_MD* digest = how->digest ? how->digest() : nullptr;
  if (EVP_DigestSignInit(context.get(), &inner, digest, nullptr, impl_->key.get()) != 1 ||
      !prepare(inner, *how))
    return {};
  const std::string all = joined(pieces);
  std::size_t size = 0;
  if (EVP_DigestSign(context.get(), nullptr, &size, octets(all), all.size()) != 1) return {};
  std::string signature(size, '\0');
  if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                     octets(all), all.size()) != 1)
    return {};
  signature.resize(size);
  return how->half > 0 ? raw_of_der(signature, how->half) : signature;
}

}  // namespace checkoutdiag::webhook
