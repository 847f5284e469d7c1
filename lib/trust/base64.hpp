#pragma once
#include <string>
#include <string_view>

namespace checkoutdiag::trust {

/// How strict a reader of base64 is: each runtime has its own idea.
struct Base64Rules {
  std::string_view skipped = "\r\n";  // characters that are passed over wherever they are
  bool needs_padding = true;          // false: the last '=' may be missing
  bool needs_zero_rest = false;       // the bits that the last character has too many must be 0
};

/// Replaces `out` by what `text` says; false: it is not base64 by these rules (`out` then holds
/// what came before). Stops at the first wrong character, so that a long text costs no more than
/// that.
bool decode_base64(std::string_view text, const Base64Rules& rules, std::string& out);

/// Decodes the lines of a block that is written as by the book (each line but the last a multiple
/// of four characters, LF or CRLF, no blank lines, padding where it belongs) up to the line that
/// begins with '-'. Returns the offset of that dash and counts the lines; npos: it is not so
/// written.
std::size_t decode_plain_lines(std::string_view text, std::size_t from, std::string& out,
                               std::size_t& lines);

}  // namespace checkoutdiag::trust
