#pragma once
#include <cstddef>
#include <string>

namespace checkoutdiag::text {

/// Whether what may be a built-in name or a file is a file: it has a slash or ends in .json.
bool is_file_name(const std::string& name_or_file);

/// The whole of a file that somebody wrote, of at most `most` bytes. Throws Failure(input), which
/// calls it a `what` ("profile").
std::string read_small_file(const std::string& path, const char* what, std::size_t most);

}  // namespace checkoutdiag::text
