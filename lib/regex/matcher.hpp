#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/regex/automaton.hpp"
#include "lib/regex/language.hpp"
#include "lib/regex/longest.hpp"

namespace checkoutdiag::regex {

/// The code units of a text; bytes that are not UTF-8 become U+FFFD.
std::vector<Point> units_of(std::string_view utf8);
std::string utf8_of(const std::vector<Point>& units);

/// Whether values are in a language, in time linear in their length. Not for two threads at once:
/// its automaton is made as values need it.
class Matcher {
 public:
  /// Throws PatternError.
  explicit Matcher(Language language, const Budget& budget = {});
  Matcher(const Matcher&) = delete;
  Matcher& operator=(const Matcher&) = delete;

  /// Throws PatternError(large) when the automaton becomes too large for this value.
  bool matches(const std::vector<Point>& units);
  bool matches(std::string_view utf8);

  /// Of its language. Throws PatternError(large).
  Longest longest() { return longest_of(automaton_, alphabet_); }

 private:
  static Alphabet alphabet_of(const Compiled& compiled);

  Budget budget_;
  Compiled compiled_;
  Alphabet alphabet_;
  Automaton automaton_;
  Automaton::State start_;
  std::array<int, 128> letters_{};  // of ASCII
};

}  // namespace checkoutdiag::regex
