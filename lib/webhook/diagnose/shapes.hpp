#pragma once
#include <cstddef>
#include <string_view>

#include "lib/webhook/delivery.hpp"
#include "lib/webhook/scheme.hpp"

namespace checkoutdiag::webhook {

/// The bytes of one signature; 0 where keys differ in that.
std::size_t raw_bytes(Algorithm algorithm);

/// Whether a signature's text has the length and the characters that the scheme's have. True where
/// the scheme does not say.
bool has_shape(const Scheme& scheme, std::string_view signature);

/// Whether the delivery has a signature of that shape where the scheme has it.
bool has_signature(const Scheme& scheme, const Delivery& delivery);

bool is_hex(std::string_view text);

}  // namespace checkoutdiag::webhook
