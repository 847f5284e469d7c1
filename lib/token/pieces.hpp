#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace checkoutdiag::token {

/// Reads a file, or stdin for "-", piece by piece; one that gzip packed, as developer tools save
/// traces, is unpacked. Returns how many bytes there were. Throws Failure(input) when it cannot be
/// read, or has more than `most` bytes.
std::uint64_t read_pieces(const std::string& path, const char* what, std::uint64_t most,
                          const std::function<void(std::string_view)>& each);

}  // namespace checkoutdiag::token
