#pragma once
#include <string_view>

#include "lib/http/client.hpp"

// What a request may be. Internal to lib/http.
namespace checkoutdiag::http {

/// Throws Failure(input) for a call that cannot be sent as it is.
void check_sendable(const Call& call);

/// Is it a header that we write ourselves?
bool is_ours(std::string_view name);

/// Is the URL's host this machine?
bool is_loopback(std::string_view url);

}  // namespace checkoutdiag::http
