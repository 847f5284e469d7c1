#pragma once
#include <string>

#include "lib/http/message.hpp"

// Who may read the sandbox's books. A page in the browser of whoever runs it can send requests to
// this machine, too, and with a name that it has resolve to 127.0.0.1 it could read the answers.
namespace checkoutdiag::sandbox {

/// Why a request for the sandbox's own paths is refused, a clause; empty: it is not. It comes from
/// a page of another origin (Origin, RFC 6454; Sec-Fetch-Site, W3C Fetch Metadata), or has a Host
/// that is a name in the public DNS: an address, a name without a dot and names below localhost,
/// test and internal are none.
std::string stranger(const http::Headers& headers);

}  // namespace checkoutdiag::sandbox
