#pragma once
#include <string>
#include <string_view>

namespace checkoutdiag::webhook {

/// What tells which HMAC key is installed without showing it: the last three bytes of
/// HMAC-SHA256(key, "00000000") in upper-case hex (adyen-node-api-library
/// tools/hmac/calculateKcv.js). Empty when the secret is not hex.
std::string adyen_key_check_value(std::string_view hex_secret);

}  // namespace checkoutdiag::webhook
