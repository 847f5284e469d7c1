#pragma once
#include <string>
#include <string_view>

namespace checkoutdiag::text {

/// What a peer or a program said, without secrets: PANs (13 to 19 digits that pass the Luhn check,
/// with spaces or dashes among them) as first 6 and last 4, keys with well-known beginnings
/// (sk_live_, whsec_, Bearer …) as the beginning and "…", e-mail addresses as "…@host". Not
/// escaped for a terminal: see printable().
std::string redacted(std::string_view text);

/// A header's value as a report may have it: "(not shown)" for Authorization, Cookie and their kin
/// (any name with key, token, secret, auth or signature in it, other than idempotency keys), else
/// redacted().
std::string redacted_header(std::string_view name, std::string_view value);

}  // namespace checkoutdiag::text
