#pragma once
#include <span>
#include <string>
#include <string_view>

#include "lib/text/secret.hpp"
#include "lib/webhook/scheme.hpp"

namespace checkoutdiag::webhook {

/// The signature of the pieces in the text form of the scheme. Throws Failure(input) when the
/// secret cannot sign.
std::string encoded_signature(const Scheme& scheme, const Secret& secret,
                              std::span<const std::string_view> pieces, Encoding encoding);

}  // namespace checkoutdiag::webhook
