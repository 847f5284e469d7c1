#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace checkoutdiag::trust {

/// Makes whole lines of text that comes in pieces, without looking at each line: `take` gets one
/// or more of them at a time, each with its end. Only the start of a line is kept between pieces,
/// and of one that never ends not much more than `kLongest` bytes.
class WholeLines {
 public:
  static constexpr std::size_t kLongest = 64 * 1024;  // Provides: and Depends: are long

  template <class Take>
  void feed(std::string_view piece, Take take) {
    if (!rest_.empty()) {
      std::size_t end = piece.find('\n');
      keep(piece.substr(0, end));
      if (end == piece.npos) return;
      rest_ += '\n';
      take(std::string_view(rest_));
      rest_.clear();
      piece.remove_prefix(end + 1);
    }
    std::size_t whole = piece.rfind('\n') + 1;  // npos + 1 is 0
    if (whole > 0) take(piece.substr(0, whole));
    keep(piece.substr(whole));
  }

  /// The last line, which may have no end.
  template <class Take>
  void finish(Take take) {
    if (!rest_.empty()) take(std::string_view(rest_));
    rest_.clear();
  }

 private:
  void keep(std::string_view text) {
    if (rest_.size() < kLongest) rest_ += text;
  }

  std::string rest_;
};

/// Takes the first line off the text, without its end.
inline std::string_view take_line(std::string_view& text) {
  std::size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == text.npos ? text.size() : end + 1);
  return line;
}

}  // namespace checkoutdiag::trust
