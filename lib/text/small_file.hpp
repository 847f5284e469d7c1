#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace checkoutdiag::text {

/// Whether what may be a built-in name or a file is a file: it has a slash or ends in .json.
bool is_file_name(const std::string& name_or_file);

/// The whole of a file that somebody wrote, of at most `most` bytes. Throws Failure(input), which
/// calls it a `what` ("profile").
std::string read_small_file(const std::string& path, const char* what, std::size_t most);

/// Tells a text in UTF-16, which spreadsheets and PowerShell write, from one that can be read.
/// Throws Failure(input), which names `file`.
void refuse_utf16(std::string_view text, const std::string& file);

}  // namespace checkoutdiag::text
