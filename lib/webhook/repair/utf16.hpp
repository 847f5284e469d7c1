#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace checkoutdiag::webhook {

/// UTF-16 as UTF-8, without its byte order mark. Nothing when it has no mark and does not begin
/// with an ASCII character either, or is no UTF-16 further on.
std::optional<std::string> utf16_as_utf8(std::string_view bytes);

}  // namespace checkoutdiag::webhook
