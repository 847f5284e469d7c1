#pragma once
#include <chrono>
#include <string>

#include "lib/regex/dialect.hpp"

// How long an engine that goes back and tries again takes.
namespace checkoutdiag::regex {

struct Backtracking {
  enum class Growth {
    linear,       // no value takes longer than its length
    polynomial,   // at least with the square of the length
    exponential,  // twice as long for a few characters more
    unknown,
  } growth = Growth::linear;
  /// Of polynomial and exponential: `before`, then `pump` again and again, then `after` takes that
  /// long, and does not match. UTF-8, each of them: no character is cut in two.
  std::string before, pump, after;
  int times = 0;                // how often `pump` has to stand; 0: the more the longer
  std::string reason;           // of unknown: a clause
  bool is_approximate = false;  // lookaround and boundaries were taken for nothing
};

struct BacktrackingLimits {
  std::size_t edges = 2'000'000;         // of the position automaton
  std::size_t steps = 20'000'000;        // of a search
  std::chrono::milliseconds time{2000};  // of all searches together
};

/// By the ambiguity of the position automaton (A. Weber, H. Seidl: On the degree of ambiguity of
/// finite automata, 1991): exponential where a state has two ways back to itself on one word;
/// polynomial where p leads to p, p to q and q to q on one word. Either way there has to be an end
/// with which the value does not match. A pattern whose counters have limits has no such state: it
/// is exponential here when it is without the limits, and there are a million ways and more to read
/// a value of some dozens of characters with them. RE2 never goes back. Throws
/// PatternError(syntax).
Backtracking backtracking_of(const Pattern& pattern, const BacktrackingLimits& limits = {});

}  // namespace checkoutdiag::regex
