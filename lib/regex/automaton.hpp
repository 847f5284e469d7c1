#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "lib/regex/alphabet.hpp"
#include "lib/regex/cpu_clock.hpp"
#include "lib/regex/formula.hpp"
#include "lib/regex/program.hpp"

namespace checkoutdiag::regex {

/// What an automaton may cost; beyond it PatternError(large) is thrown.
struct Budget {
  std::size_t states = 2'000'000, formulas = 2'000'000;
  std::size_t pairs = 3'000'000;  // of a comparison
  /// Of one step the work may grow with the square of a pattern: the clock is asked within it.
  CpuClock::time_point until = CpuClock::time_point::max();
  int depth = 8000;  // of steps that consume nothing
};

/// The programs of one side, all of which have to match, run together as an alternating automaton:
/// a state is a Boolean formula over instructions, with what stood before (for ^ and \b) and which
/// lookbehinds are under way. Made as it is asked for.
class Automaton {
 public:
  using State = int;

  /// The programs and the alphabet, which is made of their sets, must live longer than it.
  /// `optional`: the empty value is accepted, too.
  Automaton(const std::vector<const Program*>& programs, bool optional, const Alphabet& alphabet,
            const Budget& budget);

  State start();
  State step(State state, int letter);
  /// Whether the value may end here.
  bool accepts(State state);

  /// Nothing that follows is accepted; everything is.
  bool is_dead(State state) const { return formula_of(state) == Formulas::kFalse; }
  bool is_sure(State state) const { return formula_of(state) == Formulas::kTrue; }

  /// States that accept together what this one does.
  std::vector<State> alternatives(State state);

  /// Of two states of this kind neither is within the other: one instruction alone decides.
  bool is_single(State state) const {
    return formulas_[formula_of(state)].kind == Formulas::Kind::variable;
  }

  /// Whether all that `a` accepts is seen to be accepted by `b`.
  bool within(State a, State b) const;

 private:
  using Op = Instruction::Op;
  using Points = std::vector<int>;

  struct Full {
    Formulas::Id formula = Formulas::kFalse;
    int before = 0;   // a context
    int behinds = 0;  // of behinds_
    auto operator<=>(const Full&) const = default;
  };
  /// Where a step is taken: the letter that comes, or kEnd, and what is before it.
  struct Here {
    int letter = 0, before = 0;
    std::uint32_t bits = 0;  // which lookbehinds have just matched
  };
  struct Taken {
    Formulas::Id formula = Formulas::kFalse;
    int cut = kUncut;  // the shallowest step that a loop led back to
  };
  static constexpr int kUncut = 1 << 30;

  const Full& full(State state) const { return states_[static_cast<std::size_t>(state)]; }
  Formulas::Id formula_of(State state) const { return full(state).formula; }
  const Instruction& at(int instruction) const {
    return code_[static_cast<std::size_t>(instruction)];
  }
  int end_letter() const { return static_cast<int>(alphabet_.size()); }

  void append(const Program& program);
  void find_contexts();
  State intern(const Full& state);
  void work();
  bool in_set(int set, int letter) const;
  bool before_in_set(int set, int before) const;
  bool holds(const Instruction& assertion, const Here& here) const;
  Formulas::Id advance(Formulas::Id formula, const Here& here);
  Taken take(int instruction, const Here& here, int depth);
  Taken take_split(const Instruction& split, const Here& here, int depth);
  std::uint32_t follow_behinds(int behinds, Here here, int& next);
  bool reach(int instruction, const Here& here, Points& next, std::vector<bool>& seen,
             int depth) const;

  const Alphabet& alphabet_;
  const Budget& budget_;
  std::vector<Instruction> code_;
  std::vector<std::vector<bool>> sets_;  // by letter
  std::vector<int> starts_, behind_starts_;
  int empty_ = -1;              // the first instruction of the empty value, where that is accepted
  std::vector<bool> anywhere_;  // of an accept instruction, by instruction
  Formulas formulas_;

  std::vector<std::vector<bool>> contexts_;  // by set, and the last one: the start of the value
  std::vector<int> context_of_;              // a letter
  int start_context_ = 0;

  std::vector<Full> states_;
  std::map<Full, State> numbers_;
  std::vector<std::vector<State>> steps_;  // by state and letter; -1: not made yet
  std::vector<std::vector<Points>> behinds_;
  std::map<std::vector<Points>, int> behind_numbers_;

  std::size_t worked_ = 0;
  // Of one step.
  std::unordered_map<int, Formulas::Id> taken_;  // by instruction
  std::unordered_map<int, int> path_;            // instructions under way, and how deep
  std::unordered_map<Formulas::Id, Formulas::Id> advanced_;
};

}  // namespace checkoutdiag::regex
