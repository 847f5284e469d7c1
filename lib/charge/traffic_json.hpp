#pragma once
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "lib/charge/traffic.hpp"
#include "lib/failure.hpp"

// What the readers of recorded traffic share.
namespace checkoutdiag::charge {

inline constexpr std::size_t kMostTraffic = 64 * 1024 * 1024;  // bytes of a file

/// Failure(input) for the file, or for the line of it.
Failure unreadable_traffic(const std::string& file, std::string_view what, const char* hint = "");
Failure unreadable_traffic(const std::string& file, int line, std::string_view what,
                           const char* hint = "");

/// RFC 3339 with fractions as ms since 1970; nothing when it is none.
std::optional<std::int64_t> milliseconds_of(std::string_view rfc3339);

/// Headers as an object of names and values (or lists of values), or as a list of objects with name
/// and value. HTTP/2's pseudo-headers, and what has no text, are left out. False: it is neither.
bool read_traffic_headers(const nlohmann::json& value, http::Headers& headers);

/// The Content-Length; nothing when there is none, or it is no number.
std::optional<std::uint64_t> content_length(const http::Headers& headers);

/// Takes away the byte order mark that some programs write.
std::string_view without_mark(std::string_view text);

}  // namespace checkoutdiag::charge
