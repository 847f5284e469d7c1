#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "lib/regex/backtracking.hpp"
#include "lib/regex/cpu_clock.hpp"

namespace checkoutdiag::regex {

/// What an analysis may cost still.
class Effort {
 public:
  using Clock = CpuClock;

  Effort(std::size_t most_steps, Clock::time_point until)
      : most_steps_(most_steps), until_(until), half_(Clock::now() + (until - Clock::now()) / 2) {}

  Clock::time_point until() const { return until_; }

  /// Throws PatternError(large).
  void step();
  bool is_half_spent() const { return steps_ > most_steps_ / 2 || Clock::now() > half_; }

 private:
  const std::size_t most_steps_;
  const Clock::time_point until_, half_;
  std::size_t steps_ = 0;
};

using Word = std::vector<int>;  // letters

/// A breadth-first search over tuples of states, with the word that leads to each.
class Walk {
 public:
  using Key = std::uint64_t;
  /// Told of a key and of the letter that leads there; whether no others are needed.
  using Told = std::function<bool(Key, int)>;
  using Follow = std::function<void(Key, const Told&)>;

  explicit Walk(Effort& effort) : effort_(effort) {}

  static Key key(int a, int b = 0, int c = 0);
  static int part(Key key, int which);

  /// The word from `from` to `wanted`, at least one letter long. Throws PatternError(large).
  std::optional<Word> find(Key from, const Follow& follow, Key wanted);

 private:
  Effort& effort_;
};

}  // namespace checkoutdiag::regex
