#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace checkoutdiag::webhook {

/// The content of a chunked body (RFC 9112 section 7.1) that begins at byte `at` of `bytes`:
/// extensions and trailers are read over, lines may end in LF, and what follows the last chunk's
/// trailers is not looked at. Throws Failure(input) that names the byte, counted from 1.
std::string decode_chunked(std::string_view bytes, std::size_t at, const std::string& file);

}  // namespace checkoutdiag::webhook
