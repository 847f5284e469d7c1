#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/http/message.hpp"

namespace checkoutdiag::page {

/// A cookie as its server set it, without its value.
struct Cookie {
  std::string name;       // untrusted
  std::string same_site;  // "strict", "lax", "none"; empty: not said, or a word that is none
  bool is_secure = false;
};

/// Whether browsers send it with a POST that another site makes.
bool goes_cross_site(const Cookie& cookie);

/// One that may hold who the shopper is: not of analytics, consent and bot protection.
bool may_be_session(const Cookie& cookie);

/// What the Set-Cookie headers leave set: the last of a name counts, and one that deletes deletes.
std::vector<Cookie> cookies_of(const http::Headers& headers);

}  // namespace checkoutdiag::page
