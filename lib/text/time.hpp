#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace checkoutdiag {

/// A moment in UTC, to the second: the resolution of X.509 and of the reports.
using Time = std::chrono::sys_seconds;

namespace text {

/// "2026-11-27T00:00:00Z" (RFC 3339, UTC).
std::string rfc3339(Time when);

/// Reads RFC 3339 with seconds and "Z" or a numeric offset, or a bare date "2026-11-27" (midnight
/// UTC). Nothing when it is not a date that exists.
std::optional<Time> parse_time(std::string_view text);

/// "2026-11-27", for sentences.
std::string date(Time when);

}  // namespace text
}  // namespace checkoutdiag
