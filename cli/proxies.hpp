#pragma once
#include <functional>
#include <optional>
#include <string>

#include "cli/arguments.hpp"
#include "lib/net/wire.hpp"

namespace checkoutdiag {

/// A secret from a file ("-": stdin) or an environment variable; the newline that editors add is
/// not part of it. Throws Failure(input) that calls it `what`.
std::string read_secret(const std::string& file, const std::string& variable, const char* what);

/// Which proxy to take to a host: --proxy, else the environment's, else none. Empty: none ever.
std::function<std::optional<net::Proxy>(const std::string&)> proxy_choice(
    const ProxyOptions& options);

}  // namespace checkoutdiag
