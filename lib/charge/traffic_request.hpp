#pragma once
#include <string>

#include "lib/charge/traffic.hpp"
#include "lib/webhook/url_parts.hpp"

namespace checkoutdiag::charge {

/// A request to a gateway as the audit sees it; `method` in upper case, `url` the request's.
Mutation read_request(const Recorded& recorded, const std::string& method,
                      const webhook::UrlParts& url, const Profile& profile);

}  // namespace checkoutdiag::charge
