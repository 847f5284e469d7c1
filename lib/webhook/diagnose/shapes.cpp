#include "lib/webhook/diagnose/shapes.hpp"

#include <algorithm>

#include "lib/text/ascii.hpp"
#include "lib/text/hex.hpp"

namespace checkoutdiag::webhook {

std::size_t raw_bytes(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::hmac_sha1:
      return 20;
    case Algorithm::hmac_sha256:
      return 32;
    case Algorithm::hmac_sha384:
      return 48;
    case Algorithm::hmac_sha512:
    case Algorithm::ed25519:
      return 64;
    case Algorithm::rsa_sha256:
    case Algorithm::token:
    case Algorithm::by_key:
      return 0;
  }
  return 0;
}

bool is_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return text::is_digit(c) || (text::lower(c) >= 'a' && text::lower(c) <= 'f');
  });
}

bool has_shape(const Scheme& scheme, std::string_view signature) {
  const std::size_t bytes = raw_bytes(scheme.algorithm);
  if (bytes == 0) return true;
  return std::any_of(scheme.signature.encodings.begin(), scheme.signature.encodings.end(),
                     [&](Encoding encoding) {
                       std::string raw;
                       if (encoding == Encoding::hex)
                         return signature.size() == 2 * bytes && is_hex(signature);
                       return text::decode_base64(signature, raw) && raw.size() == bytes;
                     });
}

}  // namespace checkoutdiag::webhook
