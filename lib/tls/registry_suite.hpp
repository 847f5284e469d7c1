#pragma once
#include <cstdint>
#include <string_view>

#include "lib/tls/registry.hpp"

namespace checkoutdiag::tls {

/// Takes a suite's name apart: "TLS_RSA_WITH_RC4_128_MD5" says all that there is to know of 0x0004.
/// What the name does not say stays unknown or false.
Suite take_apart(std::uint32_t id, std::string_view name);

/// A suite of which only the number is known: "0xC0FF", or six digits for an SSLv2 kind.
Suite unknown_suite(std::uint32_t id);

}  // namespace checkoutdiag::tls
