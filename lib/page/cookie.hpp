#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/http/message.hpp"

namespace checkoutdiag::page {

/// A cookie as its server set it, without its value.
struct Cookie {
  std::string name;          // untrusted
  std::string domain, path;  // as they were set, in lower case without a dot; empty: not said
  std::string same_site;     // "strict", "lax", "none"; empty: not said, or a word that is none
  bool is_secure = false;
};

/// Whether browsers send it with a POST that another site makes.
bool goes_cross_site(const Cookie& cookie);

/// One that may hold who the shopper is: not of analytics, consent and bot protection.
bool may_be_session(const Cookie& cookie);

/// What the Set-Cookie headers leave set: of one name, domain and path the last counts, and one
/// that deletes deletes. `now` in seconds since 1970 is the answer's time; nothing: it is not
/// known, and only what ended long ago deletes.
std::vector<Cookie> cookies_of(const http::Headers& headers, std::optional<std::int64_t> now);

/// Whether a cookie that `from` sets comes to `host` too (RFC 6265 section 5.1.3).
bool reaches(std::string_view set_cookie, const std::string& from, const std::string& host);

}  // namespace checkoutdiag::page
