#pragma once
#include <string>
#include <string_view>
#include <vector>

// Text in columns.
namespace checkoutdiag::output {

/// The lines of `text`, broken at spaces so that none takes more than `width` columns. A longer
/// word stays whole, and so does a command between backticks: what is cut cannot be pasted. At
/// least one line.
std::vector<std::string> wrap(std::string_view text, std::size_t width);

/// The lines of `text` as they are.
std::vector<std::string> lines(std::string_view text);

/// `text` and as many spaces as reach `width` columns.
std::string padded(std::string_view text, std::size_t width);

/// "1 error", "2 errors".
std::string counted(std::size_t n, std::string_view what);

}  // namespace checkoutdiag::output
