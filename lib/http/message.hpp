#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/text/time.hpp"

namespace checkoutdiag::http {

/// One header field (RFC 9110 section 5), its value without the spaces around it. Untrusted.
struct Header {
  std::string name, value;
};

/// In the order in which they came, duplicates too.
using Headers = std::vector<Header>;

/// The value of the first header of that name, in any case; null when there is none.
const std::string* find_header(const Headers& headers, std::string_view name);

/// A date as HTTP writes it, in any of its three forms (RFC 9110 section 5.6.7); nothing when it is
/// none.
std::optional<Time> parse_date(std::string_view text);

/// The seconds that a Retry-After asks to wait (RFC 9110 section 10.2.3): a number, or an HTTP date
/// less `now`, seconds since 1970, and never less than 0; -1 when it is neither.
long retry_after(std::string_view value, long now);

}  // namespace checkoutdiag::http
