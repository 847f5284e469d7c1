#pragma once
#include <string>
#include <string_view>

namespace checkoutdiag::text {

/// What a peer or a file said, made safe for a terminal, a log line and a report: valid UTF-8 on
/// one line, control characters (C0, DEL, C1, bidirectional overrides) written as \xNN or \u{NNNN},
/// backslash itself unchanged, cut at `limit` bytes with "…". Idempotent on its own output.
std::string printable(std::string_view untrusted, std::size_t limit = 512);

/// True when `bytes` is well-formed UTF-8 (RFC 3629).
bool is_utf8(std::string_view bytes);

/// Columns a UTF-8 text takes on a terminal: one per code point. We print no wide text of our own,
/// and a foreign name that is wide costs only an uneven edge.
std::size_t columns(std::string_view utf8);

}  // namespace checkoutdiag::text
