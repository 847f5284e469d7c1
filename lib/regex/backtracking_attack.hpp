#pragma once
#include <optional>
#include <vector>

#include "lib/regex/alphabet.hpp"
#include "lib/regex/automaton.hpp"
#include "lib/regex/backtracking.hpp"
#include "lib/regex/backtracking_walk.hpp"
#include "lib/regex/language.hpp"
#include "lib/regex/positions.hpp"

namespace checkoutdiag::regex {

/// Looks for values that show how long an engine takes: a word that is pumped, a way to it, and an
/// end with which the value does not match.
class Attacks {
 public:
  /// `narrow`: the pattern with its limits, when `states` is without them; or null. All of them
  /// must live longer than it.
  Attacks(const Compiled& compiled, const Alphabet& alphabet, const Positions& states,
          const Positions* narrow, Effort& effort);

  /// Whether there is one that pumps this word at a state; written to `result`.
  bool find(int state, const Word& pump, Backtracking& result);

 private:
  std::vector<Word> ways_from_start(int to);
  bool keep_pairs(Word& before, Word& pump) const;
  int times_for_many_ways(const Word& before, const Word& pump);
  std::vector<double> ways_behind(const std::vector<double>& ways, int letter);
  Automaton::State pumped(const Word& before, const Word& pump, int times);
  bool fails(const Word& before, const Word& pump, int times, const Word& after);
  std::optional<Word> failing_end(const Word& before, const Word& pump, int times);
  std::string text_of(const Word& word) const;
  Automaton& automaton();

  const Compiled& compiled_;
  const Alphabet& alphabet_;
  const Positions& states_;
  const Positions* const narrow_;
  Effort& effort_;
  Budget budget_;
  std::optional<Automaton> automaton_;  // made when it is needed
};

}  // namespace checkoutdiag::regex
