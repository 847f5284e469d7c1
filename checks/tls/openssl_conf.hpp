#pragma once
#include <string>
#include <string_view>

#include "lib/net/endpoint.hpp"

namespace checkoutdiag::tls {

/// Commands that can be pasted: an openssl.cnf with a change ("MinProtocol=TLSv1 + SECLEVEL=0"),
/// and curl run with it.
std::string with_openssl_conf(std::string_view change, const net::Endpoint& endpoint);

}  // namespace checkoutdiag::tls
