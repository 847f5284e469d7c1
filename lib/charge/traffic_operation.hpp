#pragma once
#include <string_view>

#include "lib/charge/traffic.hpp"

namespace checkoutdiag::charge {

/// By the last words of the path that a gateway has for it: "/v1/charges/ch_1/refunds" is a refund.
/// A change of a charge that is there ("/v1/charges/ch_1") is `other`.
Operation operation_of(std::string_view method, std::string_view path);

}  // namespace checkoutdiag::charge
