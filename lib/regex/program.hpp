#pragma once
#include <cstddef>
#include <vector>

#include "lib/regex/char_set.hpp"
#include "lib/regex/tree.hpp"

// A pattern as a program over UTF-16 code units, which an automaton is made of.
namespace checkoutdiag::regex {

struct Instruction {
  enum class Op {
    unit,        // one code unit of sets[set], then next
    split,       // any of several
    text_start,  // then next
    text_end,
    line_start,  // set: what ends a line
    line_end,
    boundary,  // set: what is a word
    look,      // the body matches from here on, and next
    behind,    // the body of behinds[set] has just matched, and next
    accept,    // the whole pattern has matched
    body_end,  // a lookahead's body, or a lookbehind's, has matched
  };
  Op op = Op::accept;
  bool negative = false;
  int next = 0, body = 0, set = 0;
  std::vector<int> choices;  // of split
};

struct Program {
  std::vector<Instruction> code;
  std::vector<CharSet> sets;  // of code units; each once
  int start = 0;
  /// The first instruction of each lookbehind's body, which may begin anywhere. One that stands
  /// within another comes before it.
  std::vector<int> behinds;
  bool anywhere = false;  // the match may end before the value does
  /// Characters beyond U+FFFF cannot be told apart where \b asks for them: values without them.
  bool basic_plane_only = false;
};

/// Counters are unrolled, back references are written out. Throws PatternError.
Program compile(const Tree& tree, std::size_t most_instructions = 400'000);

/// Without references: each becomes the words that its group can have, where these are few and the
/// two stand in one sequence. Throws PatternError(unsupported).
Tree write_out_references(Tree tree, std::size_t most_words = 256);

/// Any value whose length in code units is within these; most may be kNoLimit.
Program lengths(std::uint32_t least, std::uint32_t most);

}  // namespace checkoutdiag::regex
