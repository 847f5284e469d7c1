#include <fmt/core.h>
#include <openssl/crypto.h>
#include <openssl/decoder.h>
#include <openssl/pem.h>

#include <algorithm>

#include "lib/text/ascii.hpp"
#include "lib/text/hex.hpp"
#include "lib/webhook/public_key_algorithms.hpp"
#include "lib/x509/decode.hpp"

namespace checkoutdiag::webhook {
namespace {

using Bio = x509::Handle<BIO, BIO_free_all>;
using Decoder = x509::Handle<OSSL_DECODER_CTX, OSSL_DECODER_CTX_free>;
using Certificate = x509::Handle<X509, X509_free>;

constexpr std::string_view kBegin = "-----BEGIN ", kPublic = "whpk_", kSecret = "whsk_";
constexpr std::size_t kLongest = 64 * 1024;  // of a key's text
constexpr std::size_t kSeed = 32;            // bytes, as has the public key of Ed25519

/// Wipes what was decoded of a private key.
struct Wiped {
  std::string text;
  ~Wiped() { OPENSSL_cleanse(text.data(), text.size()); }
};

const unsigned char* octets(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

/// Nobody is asked for a password.
int no_password(char*, int, int, void*) {
  return -1;
}
int no_password_either(char*, std::size_t, std::size_t*, const OSSL_PARAM*, void*) {
  return 0;
}

PkeyHandle decode(std::string_view text, const char* form, int selection) {
  EVP_PKEY* key = nullptr;
  Decoder decoder(
      OSSL_DECODER_CTX_new_for_pkey(&key, form, nullptr, nullptr, selection, nullptr, nullptr));
  if (decoder && OSSL_DECODER_CTX_set_passphrase_cb(decoder.get(), no_password_either, nullptr)) {
    const unsigned char* at = octets(text);
    std::size_t left = text.size();
    OSSL_DECODER_from_data(decoder.get(), &at, &left);
  }
  return PkeyHandle(key);
}

/// The first block of PEM at `at` or later, which is moved behind it; empty: there is none that
/// ends.
std::string_view next_block(std::string_view pem, std::size_t& at) {
  const std::size_t begin = pem.find(kBegin, at);
  if (begin == std::string_view::npos) return {};
  const std::size_t end = pem.find("-----END ", begin);
  if (end == std::string_view::npos) return {};
  at = std::min(pem.find('\n', end), pem.size());
  return pem.substr(begin, at - begin);
}

/// What it says that it is: "EC PRIVATE KEY".
std::string_view label_of(std::string_view block) {
  block.remove_prefix(kBegin.size());
  return block.substr(0, block.find("-----"));
}

bool is_encrypted(std::string_view block) {
  return label_of(block).starts_with("ENCRYPTED") ||
         block.find("Proc-Type: 4,ENCRYPTED") != std::string_view::npos;
}

PkeyHandle key_of_certificate(std::string_view block) {
  Bio bio(BIO_new_mem_buf(block.data(), static_cast<int>(block.size())));
  Certificate certificate(PEM_read_bio_X509_AUX(bio.get(), nullptr, no_password, nullptr));
  return PkeyHandle(certificate ? X509_get_pubkey(certificate.get()) : nullptr);
}

/// The DER of a public key or a certificate as base64 alone: PEM whose first and last line were
/// lost.
PkeyHandle key_of_bare(std::string_view text) {
  Wiped der;
  if (text.size() > kLongest || !text::decode_base64(text, der.text) || der.text.empty() ||
      der.text[0] != '\x30')
    return {};
  PkeyHandle key = decode(der.text, "DER", EVP_PKEY_PUBLIC_KEY);
  if (key) return key;
  const unsigned char* at = octets(der.text);
  Certificate certificate(d2i_X509(nullptr, &at, static_cast<long>(der.text.size())));
  return PkeyHandle(certificate ? X509_get_pubkey(certificate.get()) : nullptr);
}

std::unique_ptr<PublicKey::Impl> public_half(PkeyHandle key) {
  return std::make_unique<PublicKey::Impl>(PublicKey::Impl{std::move(key), false, nullptr});
}

std::unique_ptr<PublicKey::Impl> whole(PkeyHandle key) {
  return std::make_unique<PublicKey::Impl>(PublicKey::Impl{std::move(key), true, nullptr});
}

bool has_public(EVP_PKEY* key, std::string_view raw) {
  unsigned char own[kSeed];
  std::size_t size = sizeof own;
  return EVP_PKEY_get_raw_public_key(key, own, &size) == 1 && size == raw.size() &&
         std::equal(own, own + size, octets(raw));
}

}  // namespace

bool is_asymmetric_key(std::string_view secret) {
  const ForgetErrors forget;
  const std::string_view text = text::trimmed(secret, " \t\r\n");
  return text.find(kBegin) != std::string_view::npos || text.starts_with(kPublic) ||
         text.starts_with(kSecret) || key_of_bare(text);
}

PublicKey PublicKey::taken(std::unique_ptr<Impl> key, bool of_certificate) {
  if (!key->key) return faulty("is PEM that cannot be read: something in it was changed or cut");
  PublicKey out;
  out.fault_.clear();
  key->usual = webhook::usual_algorithm(key->key.get(), of_certificate, out.fault_);
  if (key->usual) out.impl_ = std::move(key);
  return out;
}

PublicKey PublicKey::from_text(std::string_view text) {
  text = text::trimmed(text, " \t\r\n");
  if (text.find(kBegin) != std::string_view::npos) return from_pem(text);
  if (text.starts_with(kPublic) || text.starts_with(kSecret)) return from_standard_webhooks(text);
  const ForgetErrors forget;
  PkeyHandle bare = key_of_bare(text);
  return bare ? taken(public_half(std::move(bare)), false)
              : faulty("is neither PEM nor the base64 of a public key");
}

PublicKey PublicKey::from_pem(std::string_view pem) {
  const ForgetErrors forget;
  if (pem.size() > kLongest) return faulty("is longer than any key");
  if (pem.find(kBegin) == std::string_view::npos) return faulty("is not PEM");
  std::size_t at = 0;
  // A file of `openssl ecparam -genkey` has the curve's name in a block of its own before the key.
  for (std::string_view block; !(block = next_block(pem, at)).empty();) {
    const std::string_view label = label_of(block);
    if (is_encrypted(block)) return faulty("is an encrypted private key: give it without password");
    if (label.ends_with("PRIVATE KEY"))
      return taken(whole(decode(block, "PEM", EVP_PKEY_KEYPAIR)), false);
    if (label.ends_with("PUBLIC KEY"))
      return taken(public_half(decode(block, "PEM", EVP_PKEY_PUBLIC_KEY)), false);
    if (label.ends_with("CERTIFICATE")) return taken(public_half(key_of_certificate(block)), true);
  }
  return faulty("is PEM without a key in it");
}

PublicKey PublicKey::from_certificate(std::string_view pem) {
  const ForgetErrors forget;
  if (pem.size() > kLongest) return faulty("is longer than any certificate");
  // By the reader that judge_certificate() has: the key must be that of the leaf that was judged.
  const std::vector<std::string> found = x509::certificates_in(pem, 1);
  if (found.empty()) return faulty("is not the PEM of a certificate");
  const unsigned char* at = octets(found.front());
  Certificate leaf(d2i_X509(nullptr, &at, static_cast<long>(found.front().size())));
  return taken(public_half(PkeyHandle(leaf ? X509_get_pubkey(leaf.get()) : nullptr)), true);
}

PublicKey PublicKey::from_standard_webhooks(std::string_view text) {
  const ForgetErrors forget;
  text = text::trimmed(text, " \t\r\n");
  const bool is_private = text.starts_with(kSecret);
  if (!is_private && !text.starts_with(kPublic))
    return faulty("begins with neither whpk_ nor whsk_");
  Wiped raw;
  if (!text::decode_base64(text.substr(kPublic.size()), raw.text))
    return faulty(is_private ? "is not base64 after whsk_" : "is not base64 after whpk_");
  const std::size_t size = is_private ? 2 * kSeed : kSeed;
  if (raw.text.size() != size)
    return faulty(fmt::format("is {} bytes of base64 where an Ed25519 {} key has {}",
                              raw.text.size(), is_private ? "private" : "public", size));
  const auto make = is_private ? EVP_PKEY_new_raw_private_key : EVP_PKEY_new_raw_public_key;
  PkeyHandle key(make(EVP_PKEY_ED25519, nullptr, octets(raw.text), kSeed));
  if (!key) return faulty("is no Ed25519 key");
  if (is_private && !has_public(key.get(), std::string_view(raw.text).substr(kSeed)))
    return faulty("is an Ed25519 key whose two halves do not belong together");
  return taken(is_private ? whole(std::move(key)) : public_half(std::move(key)), false);
}

}  // namespace checkoutdiag::webhook
