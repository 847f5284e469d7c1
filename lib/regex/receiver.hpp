#pragma once
#include <map>
#include <tuple>
#include <vector>

#include "lib/regex/automaton.hpp"
#include "lib/regex/normaliser.hpp"

namespace checkoutdiag::regex {

/// The sets that an alphabet must not cut through, so that each letter becomes one letter, or
/// nothing, at every step: those given, what becomes of them, and what becomes one of them.
std::vector<CharSet> sets_before(const Normaliser& steps, const std::vector<const CharSet*>& sets);

/// An automaton that gets what becomes of a value: it runs on the letters of the value itself.
class Receiver {
 public:
  using State = int;
  Receiver(Automaton& automaton, const Normaliser& steps, const Alphabet& alphabet);

  State start() { return start(0); }
  State step(State state, int letter) { return step(0, state, letter); }
  bool accepts(State state) { return accepts(0, state); }
  bool is_sure(State state) const { return is_sure(0, state); }
  bool within(State a, State b) const { return within(0, a, b); }
  bool is_single(State state) const { return !trims_ && automaton_.is_single(state); }

 private:
  using Kind = NormalStep::Kind;
  static constexpr int kNothing = -1;

  /// Of trim: the state behind it without the white space that may be the last, and with it.
  struct Trimmed {
    bool leading = true;
    State without = 0, with = 0;
    auto operator<=>(const Trimmed&) const = default;
  };
  struct Level {
    Kind kind = Kind::strip;
    std::vector<int> image;  // of each letter; kNothing: it is left out, or of trim: white space
    std::vector<Trimmed> states;
    std::map<Trimmed, State> numbers;
  };

  State start(std::size_t level);
  State step(std::size_t level, State state, int letter);
  bool accepts(std::size_t level, State state);
  bool is_sure(std::size_t level, State state) const;
  bool within(std::size_t level, State a, State b) const;
  State intern(Level& level, const Trimmed& state);

  Automaton& automaton_;
  std::vector<Level> levels_;
  bool trims_ = false;  // a state is more than the automaton's
};

}  // namespace checkoutdiag::regex
