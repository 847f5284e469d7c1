#include "lib/webhook/special/encoded.hpp"

#include <fmt/core.h>

#include "lib/failure.hpp"
#include "lib/text/hex.hpp"
#include "lib/webhook/key.hpp"

namespace checkoutdiag::webhook {

std::string encoded_signature(const Scheme& scheme, const Secret& secret,
                              std::span<const std::string_view> pieces, Encoding encoding) {
  Key key(scheme, secret.reveal());
  if (!key.fault().empty())
    throw Failure(Failure::Kind::input, fmt::format("the secret {}", key.fault()));
  std::string raw = key.sign(pieces);
  if (raw.empty()) throw Failure(Failure::Kind::input, "the secret cannot sign");
  return encoding == Encoding::hex ? text::hex(text::bytes_of(raw))
                                   : text::base64(text::bytes_of(raw));
}

}  // namespace checkoutdiag::webhook
