#pragma once
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "lib/regex/automaton.hpp"

namespace checkoutdiag::regex {

/// Luhn's check digit as an automaton: sums for both guesses of whether the next digit is doubled,
/// and whether there was a digit.
struct Luhn {
  int doubled_next = 0, plain_next = 0;
  bool any = false;

  Luhn after(int digit) const {
    const int twice = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
    // Every second digit is doubled: the one behind a doubled one is not.
    return {(plain_next + digit) % 10, (doubled_next + twice) % 10, true};
  }
  bool right() const { return any && doubled_next == 0; }
  int number() const { return (doubled_next * 10 + plain_next) * 2 + (any ? 1 : 0); }
};

/// What a value has to have besides.
struct Wanted {
  bool luhn = false;         // its digits have a right check digit
  std::optional<Look> look;  // a character of that kind
  bool basic_plane = false;  // no character beyond U+FFFF
};

/// A breadth-first search for the shortest value that the left side takes and the right one does
/// not. `Right` is an automaton, or one with a normaliser before it or behind it.
template <class Right>
class Search {
 public:
  using Clock = CpuClock;
  using Units = std::optional<std::vector<Point>>;

  Search(Automaton& left, Right& right, const Alphabet& alphabet, const Wanted& wanted,
         std::size_t most_pairs, Clock::time_point until)
      : left_(left),
        right_(right),
        alphabet_(alphabet),
        wanted_(wanted),
        most_pairs_(most_pairs),
        until_(until) {}

  /// The value's code units; nothing: there is none. Throws PatternError(large).
  Units run() {
    if (const Units found = add(left_.start(), right_.start(), {-1, -1}, {})) return found;
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      constexpr std::size_t kEvery = 256;
      if (i % kEvery == 0 && Clock::now() > until_)
        throw PatternError(PatternError::Why::large, "the time for it is over");
      for (int letter = 0; letter < static_cast<int>(alphabet_.size()); ++letter)
        if (const Units found = follow(i, letter)) return found;
    }
    return std::nullopt;
  }

 private:
  /// What the value so far has of what is wanted.
  struct Seen {
    bool half = false;  // it ends between the two units of a character
    bool look = false;
    Luhn luhn;
  };
  struct Origin {
    int step = -1, letter = -1;
  };
  struct Step {
    Automaton::State left = 0;
    int right = 0;
    Origin origin;
    Seen seen;
  };

  /// The right states that one left state was seen with.
  struct Known {
    std::unordered_set<int> singles;
    std::vector<int> others;
  };

  Units follow(std::size_t at, int letter) {
    const Step from = steps_[at];
    const bool high = alphabet_.is_high(letter), low = alphabet_.is_low(letter);
    if (from.seen.half != low || (wanted_.basic_plane && high)) return std::nullopt;
    const Automaton::State left = left_.step(from.left, letter);
    if (left_.is_dead(left)) return std::nullopt;
    const int right = right_.step(from.right, letter);
    if (right_.is_sure(right)) return std::nullopt;
    Seen seen = from.seen;
    seen.half = high;
    seen.look = seen.look || (wanted_.look && alphabet_.look(letter) == *wanted_.look);
    if (wanted_.luhn && alphabet_.look(letter) == Look::digit)
      seen.luhn = seen.luhn.after(static_cast<int>(alphabet_.sample(letter) - '0'));
    return add(left, right, {static_cast<int>(at), letter}, seen);
  }

  Units add(Automaton::State whole, int right, Origin origin, const Seen& seen) {
    for (const Automaton::State left : left_.alternatives(whole)) {
      if (left_.is_dead(left) || is_covered(left, right, seen)) continue;
      if (steps_.size() >= most_pairs_)
        throw PatternError(PatternError::Why::large, "the two have too many states together");
      steps_.push_back({left, right, origin, seen});
      if (has_all(seen) && left_.accepts(left) && !right_.accepts(right)) return spelt();
    }
    return std::nullopt;
  }

  bool has_all(const Seen& seen) const {
    return !seen.half && (!wanted_.look || seen.look) && (!wanted_.luhn || seen.luhn.right());
  }

  // Antichain: a pair whose right state takes more than that of another one with the same left
  // state leads to nothing that the other does not lead to as soon.
  bool is_covered(Automaton::State left, int right, const Seen& seen) {
    const std::uint64_t key = (static_cast<std::uint64_t>(left) << 20) +
                              (static_cast<std::uint64_t>(seen.luhn.number()) << 2) +
                              (seen.half ? 1 : 0) + (seen.look ? 2 : 0);
    Known& known = known_[key];
    const auto is_within = [&](int each) { return right_.within(each, right); };
    if (std::any_of(known.others.begin(), known.others.end(), is_within)) return true;
    // Counters have many states of which none is within another.
    if (right_.is_single(right)) return !known.singles.insert(right).second;
    if (std::any_of(known.singles.begin(), known.singles.end(), is_within)) return true;
    known.others.push_back(right);
    return false;
  }

  // The way to the last step.
  std::vector<Point> spelt() const {
    std::vector<Point> units;
    for (Origin at = steps_.back().origin; at.step >= 0;
         at = steps_[static_cast<std::size_t>(at.step)].origin)
      units.push_back(alphabet_.sample(at.letter));
    std::reverse(units.begin(), units.end());
    return units;
  }

  Automaton& left_;
  Right& right_;
  const Alphabet& alphabet_;
  const Wanted wanted_;
  const std::size_t most_pairs_;
  const Clock::time_point until_;
  std::vector<Step> steps_;
  std::unordered_map<std::uint64_t, Known> known_;
};

}  // namespace checkoutdiag::regex
