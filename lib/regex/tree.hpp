#pragma once
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "lib/regex/char_set.hpp"
#include "lib/regex/dialect.hpp"

// A pattern as its dialect reads it.
namespace checkoutdiag::regex {

enum class Kind {
  empty,       // the empty word
  set,         // one character of a set; an empty set matches nothing
  sequence,    // children, one after the other
  choice,      // one of the children
  repeat,      // the child, least to most times
  group,       // the child, captured as number
  reference,   // what group number captured
  text_start,  // \A, and ^ without m
  text_end,    // the absolute end: \z, and $ of JavaScript without m
  line_start,  // ^ with m
  line_end,    // $ with m
  boundary,    // \b, and \B where negative
  look,        // the child matches from here on, or up to here where behind
};

inline constexpr std::uint32_t kNoLimit = 0xFFFFFFFF;

struct Node {
  Kind kind = Kind::empty;
  CharSet set;                // of set; of boundary: what is a word; of line_*: what ends a line
  std::vector<int> children;  // indexes of Tree::nodes, which are smaller than this node's own
  std::uint32_t least = 0, most = 0;  // of repeat; most may be kNoLimit
  int number = 0;                     // of group and reference
  bool negative = false, behind = false;
  bool ignore_case = false;  // of reference
};

struct Tree {
  std::vector<Node> nodes;
  int root = 0;
  int groups = 0;
  Meaning meaning;
};

/// A pattern that cannot be used; what() is a clause, safe to print.
struct PatternError : std::runtime_error {
  enum class Why {
    syntax,       // the dialect refuses it
    unsupported,  // it may be right, and cannot be decided here
    large,        // it is beyond a budget
  };
  PatternError(Why reason, const std::string& what, std::size_t where = 0)
      : std::runtime_error(what), why(reason), at(where) {}
  Why why;
  std::size_t at;  // the character, from 0
};

struct ParseLimits {
  std::size_t length = 256 * 1024;  // bytes
  int depth = 250;                  // of groups and classes within each other
  std::size_t nodes = 400'000;
};

/// Throws PatternError.
Tree parse(const Pattern& pattern, const ParseLimits& limits = {});

}  // namespace checkoutdiag::regex
