#pragma once
#include <string>
#include <string_view>
#include <vector>

// Text in columns.
namespace checkoutdiag::output {

/// What becomes of a word that is longer than a line.
enum class LongWords { whole, broken };

/// The lines of `text`, broken at spaces so that none takes more than `width` columns. A longer
/// word stays whole or is broken, at a mark such as "_" if there is one; a URL and a command
/// between backticks stay whole always: what is cut cannot be pasted. At least one line.
std::vector<std::string> wrap(std::string_view text, std::size_t width,
                              LongWords words = LongWords::whole);

/// The columns of the longest word, which is the least width that needs no word broken.
std::size_t widest_word(std::string_view text);

/// The lines of `text` as they are.
std::vector<std::string> lines(std::string_view text);

/// `text` and as many spaces as reach `width` columns.
std::string padded(std::string_view text, std::size_t width);

/// "1 error", "2 errors".
std::string counted(std::size_t n, std::string_view what);

}  // namespace checkoutdiag::output
