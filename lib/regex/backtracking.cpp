#include "lib/regex/backtracking.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "lib/regex/backtracking_attack.hpp"
#include "lib/regex/backtracking_rounds.hpp"
#include "lib/regex/backtracking_walk.hpp"
#include "lib/regex/counters.hpp"
#include "lib/regex/language.hpp"
#include "lib/regex/positions.hpp"

namespace checkoutdiag::regex {
namespace {

using Growth = Backtracking::Growth;
using Clock = Effort::Clock;
using Why = PatternError::Why;

Language language_of(const Pattern& pattern) {
  Language language;
  language.patterns = {pattern};
  return language;
}

// What is made before a search begins takes time, too, and is asked for no clock: the square of the
// groups (back references), and of the classes with each of their letters (which have one in
// common).
const Pattern& with_few_groups(const Pattern& pattern) {
  constexpr std::size_t kMost = 300'000'000;
  const Tree tree = parse(pattern);
  if (static_cast<std::size_t>(tree.groups) * tree.nodes.size() > kMost)
    throw PatternError(Why::large, "it has too many groups");
  return pattern;
}

Alphabet alphabet_of(const Compiled& compiled) {
  constexpr std::size_t kMost = 1'000'000'000, kMostSets = 5000;
  const std::vector<CharSet>& all = compiled.programs.front().sets;
  std::vector<const CharSet*> sets;
  for (const CharSet& each : all)
    sets.push_back(&each);
  if (sets.size() <= kMostSets) {
    Alphabet alphabet(std::move(sets));
    if (all.size() * all.size() * alphabet.size() <= kMost) return alphabet;
  }
  throw PatternError(Why::large, "it has too many classes of characters");
}

// Other engines end a loop with a round in which nothing is read, and go on behind it.
Program program_of(const Pattern& pattern, const Compiled& compiled) {
  const bool is_ecmascript = pattern.dialect == Dialect::javascript ||
                             pattern.dialect == Dialect::html ||
                             pattern.dialect == Dialect::json_schema;
  if (!is_ecmascript) return compiled.programs.front();
  try {
    return compile(without_empty_rounds(compiled.trees.front()));
  } catch (const PatternError& error) {
    // Loops within loops become twice as large with each.
    if (error.why != Why::large) throw;
    return compiled.programs.front();
  }
}

class Analysis {
 public:
  Analysis(const Pattern& pattern, const BacktrackingLimits& limits, Clock::time_point until)
      : effort_(limits.steps, until),
        compiled_(language_of(with_few_groups(pattern))),
        alphabet_(alphabet_of(compiled_)),
        states_(program_of(pattern, compiled_), alphabet_, limits.edges),
        attacks_(compiled_, alphabet_, states_, nullptr, effort_) {}

  /// The same of a program without limits, whose values are tried on the pattern as it is.
  Analysis(const Pattern& pattern, const Variants& variants, const BacktrackingLimits& limits,
           Clock::time_point until)
      : effort_(limits.steps, until),
        compiled_(language_of(pattern)),
        alphabet_(alphabet_of(compiled_)),
        states_(variants.wide, alphabet_, limits.edges),
        narrow_(std::in_place, variants.narrow, alphabet_, limits.edges),
        attacks_(compiled_, alphabet_, states_, &*narrow_, effort_) {}

  Backtracking run_wide() {
    Backtracking result;
    result.is_approximate = states_.is_approximate();
    with_letters([&] { return exponential(result); });
    return result;
  }

  Backtracking run() {
    Backtracking result;
    result.is_approximate = states_.is_approximate();
    if (!with_letters([&] { return exponential(result); }))
      with_letters([&] { return polynomial(result); });
    return result;
  }

 private:
  using Key = Walk::Key;
  using Edge = Positions::Edge;

  bool is_in_loop(int state) const { return states_.component(state) >= 0; }
  bool is_same_loop(int a, int b) const {
    return is_in_loop(a) && states_.component(a) == states_.component(b);
  }

  // Of the letters that states have in common the most readable one comes first; a value of it may
  // match where one of another letter does not: then each of the others comes first once.
  template <class Find>
  bool with_letters(const Find& find) {
    for (first_ = 0; first_ < static_cast<int>(alphabet_.size()); ++first_) {
      is_refused_ = false;
      if (find()) return true;
      // What was found out so far is not given up for it.
      if (!is_refused_ || effort_.is_half_spent()) return false;
    }
    return false;
  }

  std::optional<int> common(int a, int b, int c) {
    const auto readable = states_.common(a, b, c);
    if (!readable || first_ == 0) return readable;
    const int letters = static_cast<int>(alphabet_.size());
    for (int i = 0; i < letters; ++i) {
      const int letter = (first_ + i) % letters;
      if (states_.takes(a, letter) && states_.takes(b, letter) && states_.takes(c, letter))
        return letter;
    }
    return std::nullopt;
  }
  std::optional<int> common(int a, int b) { return common(a, b, b); }
  std::optional<int> common(int a) { return common(a, a, a); }

  // What follows a state within its loop.
  std::vector<int> round(int state) {
    std::vector<int> all;
    for (const Edge& each : states_.next(state)) {
      effort_.step();
      if (is_same_loop(each.to, state)) all.push_back(each.to);
    }
    return all;
  }

  bool is_told(Growth growth, int state, const Word& pump, Backtracking& result) {
    if (!attacks_.find(state, pump, result)) {
      is_refused_ = true;
      return false;
    }
    result.growth = growth;
    return true;
  }

  // Two different ways from a state to itself on one word.
  bool exponential(Backtracking& result) {
    for (int state : states_.nearest_first()) {
      if (!is_in_loop(state)) continue;
      for (const Edge& each : states_.next(state))
        if (each.twice && is_same_loop(state, each.to)) {
          const auto back = each.to == state ? std::optional<Word>(Word{}) : way(each.to, state);
          if (!back) continue;
          Word pump = {*common(state)};
          pump.insert(pump.end(), back->begin(), back->end());
          if (is_told(Growth::exponential, state, pump, result)) return true;
        }
    }
    for (int state : states_.nearest_first())
      if (is_in_loop(state) && forks(state, result)) return true;
    return false;
  }

  // From (q, q) to two states that differ, and back.
  bool forks(int state, Backtracking& result) {
    const auto follow = [&](Key from, const Walk::Told& told) {
      const int a = Walk::part(from, 1), b = Walk::part(from, 2);
      const auto letter = common(a, b);
      if (!letter) return;
      const std::vector<int> ones = round(a), others = round(b);
      for (int one : ones)
        for (int other : others)
          if (told(Walk::key(0, std::min(one, other), std::max(one, other)), *letter)) return;
    };
    const Key home = Walk::key(0, state, state);
    bool is_found = false;
    // A fork from this very state; one from another of its loop is found from there.
    follow(home, [&](Key to, int letter) {
      effort_.step();
      if (Walk::part(to, 1) == Walk::part(to, 2)) return false;
      const auto back = Walk(effort_).find(to, follow, home);
      if (!back) return false;
      Word pump = {letter};
      pump.insert(pump.end(), back->begin(), back->end());
      is_found = is_told(Growth::exponential, state, pump, result);
      return is_found;
    });
    return is_found;
  }

  // p to p, p to q and q to q on one word.
  bool polynomial(Backtracking& result) {
    rank_.assign(states_.size(), -1);
    int rank = 0;
    for (int state : states_.nearest_first())
      rank_[static_cast<std::size_t>(state)] = rank++;
    for (int q : states_.nearest_first()) {
      if (!is_in_loop(q)) continue;
      std::vector<bool> leads(states_.size(), false);
      for (int p : loops_before(q, leads))
        if (loops_behind(p, q, leads, result)) return true;
    }
    return false;
  }

  bool loops_behind(int p, int q, const std::vector<bool>& leads, Backtracking& result) {
    const auto follow = [&](Key from, const Walk::Told& told) {
      const int first = Walk::part(from, 0), middle = Walk::part(from, 1);
      const auto letter = common(first, middle, Walk::part(from, 2));
      if (!letter) return;
      std::vector<int> betweens;
      for (const Edge& each : states_.next(middle)) {
        effort_.step();
        if (leads[static_cast<std::size_t>(each.to)]) betweens.push_back(each.to);
      }
      const std::vector<int> ones = round(first), others = round(Walk::part(from, 2));
      for (int one : ones)
        for (int other : others)
          for (int between : betweens)
            if (told(Walk::key(one, between, other), *letter)) return;
    };
    effort_.step();
    if (!common(p, q)) return false;
    const auto pump = Walk(effort_).find(Walk::key(p, p, q), follow, Walk::key(p, q, q));
    return pump && is_told(Growth::polynomial, p, *pump, result);
  }

  // The states of other loops that lead to one, the nearest to the beginning first. `leads`: all
  // states that do, and itself.
  std::vector<int> loops_before(int state, std::vector<bool>& leads) {
    if (before_.empty()) {
      before_.resize(states_.size());
      for (int from : states_.nearest_first())
        for (const Edge& each : states_.next(from)) {
          effort_.step();
          before_[static_cast<std::size_t>(each.to)].push_back(from);
        }
    }
    std::vector<int> stack = {state}, loops;
    leads[static_cast<std::size_t>(state)] = true;
    while (!stack.empty()) {
      const int at = stack.back();
      stack.pop_back();
      if (is_in_loop(at) && !is_same_loop(at, state)) loops.push_back(at);
      for (int each : before_[static_cast<std::size_t>(at)]) {
        effort_.step();
        if (leads[static_cast<std::size_t>(each)]) continue;
        leads[static_cast<std::size_t>(each)] = true;
        stack.push_back(each);
      }
    }
    std::sort(loops.begin(), loops.end(), [&](int a, int b) {
      return rank_[static_cast<std::size_t>(a)] < rank_[static_cast<std::size_t>(b)];
    });
    return loops;
  }

  std::optional<Word> way(int from, int to) {
    const auto follow = [&](Key at, const Walk::Told& told) {
      const auto letter = common(Walk::part(at, 2));
      if (!letter) return;
      for (const Edge& each : states_.next(Walk::part(at, 2)))
        if (told(Walk::key(0, 0, each.to), *letter)) return;
    };
    return Walk(effort_).find(Walk::key(0, 0, from), follow, Walk::key(0, 0, to));
  }

  Effort effort_;
  const Compiled compiled_;
  const Alphabet alphabet_;
  const Positions states_;
  const std::optional<Positions> narrow_;  // of the pattern as it is, when states_ is not
  Attacks attacks_;
  int first_ = 0;                         // the letter that is taken where it can be
  bool is_refused_ = false;               // a word was found that no attack can be made of
  std::vector<int> rank_;                 // by state: its place among the nearest
  std::vector<std::vector<int>> before_;  // by state: what leads to it
};

}  // namespace

Backtracking backtracking_of(const Pattern& pattern, const BacktrackingLimits& limits) {
  const Clock::time_point until = Clock::now() + limits.time;
  Backtracking result;
  try {
    if (pattern.dialect == Dialect::re2) {
      parse(pattern);
      return result;
    }
    result = Analysis(pattern, limits, until).run();
    if (result.growth == Growth::exponential) return result;
    if (const auto variants = variants_of(pattern)) {
      Backtracking worse = Analysis(pattern, *variants, limits, until).run_wide();
      worse.is_approximate = worse.is_approximate || variants->is_approximate;
      if (worse.growth == Growth::exponential) return worse;
    }
    return result;
  } catch (const PatternError& error) {
    if (error.why == Why::syntax) throw;
    result.growth = Growth::unknown;
    result.reason = error.what();
  }
  return result;
}

}  // namespace checkoutdiag::regex
