#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace checkoutdiag::webhook {

/// The content codings of RFC 9110 section 8.4.1, and deflate as some write it: without zlib's
/// header (RFC 1951).
enum class Coding { gzip, zlib, raw_deflate, brotli };

/// What was compressed, when all of `body` is that and comes to at most `limit` bytes; else false,
/// and `out` is anything. Takes memory for no more than that, whatever the body claims.
bool decompress(Coding coding, std::string_view body, std::size_t limit, std::string& out);

/// The same for gzip with something else behind it, as gzip(1) takes it.
bool decompress_gzip_front(std::string_view body, std::size_t limit, std::string& out);

}  // namespace checkoutdiag::webhook
