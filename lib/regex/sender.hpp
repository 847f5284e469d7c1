#pragma once
#include <map>
#include <vector>

#include "lib/regex/automaton.hpp"
#include "lib/regex/normaliser.hpp"

namespace checkoutdiag::regex {

/// An automaton that runs on what becomes of values: it accepts what some value that the inner one
/// accepts is made into.
class Sender {
 public:
  using State = int;
  Sender(Automaton& automaton, const Normaliser& steps, const Alphabet& alphabet);

  State start() { return start(0); }
  State step(State state, int letter) { return step(0, state, letter); }
  bool accepts(State state) { return accepts(0, state); }
  bool is_sure(State state) const { return is_sure(0, state); }
  bool within(State a, State b) const { return within(0, a, b); }
  bool is_single(State state) const { return levels_.empty() && automaton_.is_single(state); }

 private:
  using Kind = NormalStep::Kind;

  /// All states that the value may be in; of trim also what was sent so far.
  struct Any {
    bool first = true, behind_white = false;
    std::vector<State> states;  // in order
    auto operator<=>(const Any&) const = default;
  };
  /// A step; the last one that is taken is the first level.
  struct Level {
    Kind kind = Kind::strip;
    std::vector<std::vector<int>> sources;  // of each letter: what becomes it
    std::vector<int> lost;                  // what becomes nothing
    std::vector<Any> all;
    std::map<Any, State> numbers;
  };

  State start(std::size_t level);
  State step(std::size_t level, State state, int letter);
  bool accepts(std::size_t level, State state);
  bool is_sure(std::size_t level, State state) const;
  bool within(std::size_t level, State a, State b) const;
  std::vector<State> with_lost(std::size_t level, std::vector<State> states);
  State intern(Level& level, Any state);

  Automaton& automaton_;
  std::vector<Level> levels_;
};

}  // namespace checkoutdiag::regex
