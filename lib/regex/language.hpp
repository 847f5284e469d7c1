#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lib/regex/dialect.hpp"
#include "lib/regex/program.hpp"
#include "lib/regex/tree.hpp"

namespace checkoutdiag::regex {

/// What a side takes: values that match all patterns, have a length within these, and are one of a
/// list, where there is one.
struct Language {
  std::vector<Pattern> patterns;
  std::uint32_t shortest = 0, longest = kNoLimit;  // UTF-16 code units
  std::vector<std::string> values;                 // empty: whatever matches
  bool optional = false;                           // the empty value is taken whatever matches
};

/// A language that is ready to be run. Throws PatternError.
struct Compiled {
  explicit Compiled(Language from);

  std::vector<const Program*> pointers() const;

  /// Whether it takes a value in UTF-16 code units: by its trees alone, with no automaton. Nothing
  /// when that would take too long.
  std::optional<bool> takes(const std::vector<Point>& value) const;

  Language language;
  std::vector<Tree> trees;  // of the patterns, and of the values
  std::vector<Program> programs;
};

}  // namespace checkoutdiag::regex
