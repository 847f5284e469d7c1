#include "lib/text/secret.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <iterator>

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
  // The spaces of Unicode that people paste: no-break space, zero width space, byte order mark.
  constexpr std::string_view kUnseen[] = {
      " ", "\t", "\r", "\n", "\v", "\f", std::string_view("\0", 1), "\u00A0", "\u200B", "\uFEFF"};
  std::string_view rest = text_;
  while (!rest.empty()) {
    const auto next = std::find_if(std::begin(kUnseen), std::end(kUnseen),
                                   [&](std::string_view each) { return rest.starts_with(each); });
    if (next == std::end(kUnseen)) return false;
    rest.remove_prefix(next->size());
  }
  return true;
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
