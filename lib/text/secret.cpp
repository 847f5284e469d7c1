#include "lib/text/secret.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <array>

#include "lib/text/hex.hpp"

namespace checkoutdiag {

Secret& Secret::operator=(const Secret& other) {
  if (this == &other) return *this;
  wipe();
  text_ = other.text_;
  return *this;
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this == &other) return *this;
  wipe();
  text_ = std::move(other.text_);
  other.wipe();
  return *this;
}

bool Secret::blank() const {
  return text_.find_first_not_of(" \t\r\n\v\f") == std::string::npos;
}

std::string Secret::digest() const {
  std::array<unsigned char, 32> bytes{};
  if (!EVP_Digest(text_.data(), text_.size(), bytes.data(), nullptr, EVP_sha256(), nullptr))
    return std::string(64, '?');
  return text::hex(bytes);
}

// The whole capacity: a short text lives in the string itself, and a longer one may have left its
// bytes behind the end when it shrank.
void Secret::wipe() noexcept {
  text_.resize(text_.capacity());
  OPENSSL_cleanse(text_.data(), text_.size());
  text_.clear();
}

}  // namespace checkoutdiag
