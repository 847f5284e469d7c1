#pragma once
#include <cstdint>
#include <optional>
#include <string>

namespace checkoutdiag::http {

/// Seconds since 1970 of a date as HTTP headers have it (RFC 9110 section 5.6.7, and the older ways
/// that cookies are written in); nothing: it is none.
std::optional<std::int64_t> http_date(const std::string& written);

/// This machine's clock beside a server's Date header (RFC 9110 section 6.6.1).
struct ServerTime {
  std::string problem;           // why it is not known, a clause; empty: it is
  std::int64_t ahead = 0;        // seconds that this machine is ahead; negative: behind
  std::int64_t uncertainty = 1;  // seconds either way: half the time that the answer took, and the
                                 // header's grain of one second
};

/// Asks an http or https URL for its headers. A clock that is wrong fails certificates too, so the
/// server's is not verified: nothing secret is sent, and what comes back is a time.
ServerTime server_time(const std::string& url, int timeout_ms);

}  // namespace checkoutdiag::http
