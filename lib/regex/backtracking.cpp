#include "lib/regex/backtracking.hpp"

#include <algorithm>
#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

#include "lib/regex/automaton.hpp"
#include "lib/regex/counters.hpp"
#include "lib/regex/language.hpp"
#include "lib/regex/matcher.hpp"
#include "lib/regex/positions.hpp"

namespace checkoutdiag::regex {
namespace {

using Growth = Backtracking::Growth;
using Word = std::vector<int>;  // letters
using Clock = std::chrono::steady_clock;
using Why = PatternError::Why;

Alphabet alphabet_of(const Compiled& compiled) {
  std::vector<const CharSet*> sets;
  for (const Program& program : compiled.programs)
    for (const CharSet& each : program.sets)
      sets.push_back(&each);
  return Alphabet(std::move(sets));
}

/// A breadth-first search over tuples of states, with the word that leads to each.
class Walk {
 public:
  using Key = std::uint64_t;
  using Follow = std::function<void(Key, const std::function<void(Key, int)>&)>;

  explicit Walk(const std::function<void()>& work) : work_(work) {}

  /// The word from `from` to the first key that is wanted, at least one letter long, and that key.
  std::optional<std::pair<Key, Word>> find(Key from, const Follow& follow,
                                           const std::function<bool(Key)>& wanted) {
    struct Origin {
      Key key;
      int letter;
    };
    std::unordered_map<Key, Origin> origins;
    std::deque<Key> queue = {from};
    const auto word_to = [&](Key key, int letter, Key before) {
      Word word = {letter};
      for (Key at = before; at != from; at = origins.at(at).key)
        word.push_back(origins.at(at).letter);
      std::reverse(word.begin(), word.end());
      return std::pair(key, word);
    };
    std::optional<std::pair<Key, Word>> found;
    while (!queue.empty() && !found) {
      const Key key = queue.front();
      queue.pop_front();
      follow(key, [&](Key to, int letter) {
        work_();
        if (found) return;
        if (wanted(to))
          found = word_to(to, letter, key);
        else if (to != from && origins.emplace(to, Origin{key, letter}).second)
          queue.push_back(to);
      });
    }
    return found;
  }

 private:
  const std::function<void()>& work_;
};

class Analysis {
 public:
  Analysis(const Pattern& pattern, const BacktrackingLimits& limits)
      : limits_(limits),
        until_(Clock::now() + limits.time),
        compiled_(language_of(pattern)),
        alphabet_(alphabet_of(compiled_)),
        states_(compiled_.programs.front(), alphabet_, limits.edges) {
    budget_.until = until_;
  }

  /// The same of a program without limits, whose values are tried on the pattern as it is.
  Analysis(const Pattern& pattern, const Variants& variants, const BacktrackingLimits& limits)
      : limits_(limits),
        until_(Clock::now() + limits.time),
        compiled_(language_of(pattern)),
        alphabet_(alphabet_of(compiled_)),
        states_(variants.wide, alphabet_, limits.edges),
        narrow_(std::in_place, variants.narrow, alphabet_, limits.edges) {
    budget_.until = until_;
  }

  Backtracking run_wide() {
    Backtracking result;
    result.is_approximate = states_.is_approximate();
    exponential(result);
    return result;
  }

  Backtracking run() {
    Backtracking result;
    result.is_approximate = states_.is_approximate();
    if (!exponential(result)) polynomial(result);
    return result;
  }

 private:
  using Key = Walk::Key;
  using Edge = Positions::Edge;

  static Language language_of(const Pattern& pattern) {
    Language language;
    language.patterns = {pattern};
    return language;
  }

  static Key key(int a, int b = 0, int c = 0) {
    constexpr int kBits = 20;
    return (static_cast<Key>(a) << (2 * kBits)) | (static_cast<Key>(b) << kBits) |
           static_cast<Key>(c);
  }
  static int part(Key key, int which) {
    constexpr int kBits = 20;
    return static_cast<int>((key >> ((2 - which) * kBits)) & ((1u << kBits) - 1));
  }

  void work() {
    constexpr std::size_t kEvery = 4096;
    if (++steps_ > limits_.steps || (steps_ % kEvery == 0 && Clock::now() > until_))
      throw PatternError(Why::large, "it takes too long to look at");
  }

  bool is_in_loop(int state) const { return states_.component(state) >= 0; }
  bool is_same_loop(int a, int b) const {
    return is_in_loop(a) && states_.component(a) == states_.component(b);
  }

  // Two different ways from a state to itself on one word.
  bool exponential(Backtracking& result) {
    for (int state : states_.nearest_first()) {
      if (!is_in_loop(state)) continue;
      for (const Edge& each : states_.next(state))
        if (each.twice && is_same_loop(state, each.to)) {
          const auto back = each.to == state ? std::optional<Word>(Word{}) : way(each.to, state);
          if (!back) continue;
          Word pump = {*states_.common(state)};
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
    const auto follow = [&](Key from, const auto& to) {
      const int a = part(from, 1), b = part(from, 2);
      const auto letter = states_.common(a, b);
      if (!letter) return;
      for (const Edge& one : states_.next(a)) {
        if (!is_same_loop(one.to, state)) continue;
        for (const Edge& other : states_.next(b))
          if (is_same_loop(other.to, state))
            to(key(0, std::min(one.to, other.to), std::max(one.to, other.to)), *letter);
      }
    };
    const Key home = key(0, state, state);
    const auto is_apart = [&](Key at) { return part(at, 1) != part(at, 2); };
    // A fork from this very state; one from another of its loop is found from there.
    std::vector<std::pair<Key, int>> forks;
    follow(home, [&](Key to, int letter) {
      work();
      if (is_apart(to)) forks.emplace_back(to, letter);
    });
    for (const auto& [apart, letter] : forks) {
      const auto back = Walk(worker_).find(apart, follow, [&](Key at) { return at == home; });
      if (!back) continue;
      Word pump = {letter};
      pump.insert(pump.end(), back->second.begin(), back->second.end());
      if (is_told(Growth::exponential, state, pump, result)) return true;
    }
    return false;
  }

  // p to p, p to q and q to q on one word.
  bool polynomial(Backtracking& result) {
    for (int p : states_.nearest_first()) {
      if (!is_in_loop(p)) continue;
      for (int q : states_.nearest_first()) {
        if (p == q || !is_in_loop(q) || is_same_loop(p, q) || !is_reached(p, q)) continue;
        const auto follow = [&](Key from, const auto& to) {
          const auto letter = states_.common(part(from, 0), part(from, 1), part(from, 2));
          if (!letter) return;
          for (const Edge& one : states_.next(part(from, 0)))
            if (is_same_loop(one.to, p))
              for (const Edge& other : states_.next(part(from, 2)))
                if (is_same_loop(other.to, q))
                  for (const Edge& between : states_.next(part(from, 1)))
                    if (is_reached(between.to, q)) to(key(one.to, between.to, other.to), *letter);
        };
        const Key wanted = key(p, q, q);
        const auto found =
            Walk(worker_).find(key(p, p, q), follow, [&](Key at) { return at == wanted; });
        if (found && is_told(Growth::polynomial, p, found->second, result)) return true;
      }
    }
    return false;
  }

  bool is_reached(int from, int to) {
    if (from == to) return true;
    auto& reached = reached_[to];
    if (reached.empty()) {
      reached.assign(states_.size(), false);
      // Backwards: states that lead to it.
      if (before_.empty()) {
        before_.resize(states_.size());
        for (int state = 0; state < static_cast<int>(states_.size()); ++state)
          for (const Edge& each : states_.next(state)) {
            work();
            before_[static_cast<std::size_t>(each.to)].push_back(state);
          }
      }
      std::vector<int> stack = {to};
      while (!stack.empty()) {
        const int at = stack.back();
        stack.pop_back();
        for (int each : before_[static_cast<std::size_t>(at)]) {
          work();
          if (reached[static_cast<std::size_t>(each)]) continue;
          reached[static_cast<std::size_t>(each)] = true;
          stack.push_back(each);
        }
      }
    }
    return reached[static_cast<std::size_t>(from)];
  }

  std::optional<Word> way(int from, int to) {
    const auto follow = [&](Key at, const auto& step) {
      const auto letter = states_.common(part(at, 2));
      if (!letter) return;
      for (const Edge& each : states_.next(part(at, 2)))
        step(key(0, 0, each.to), *letter);
    };
    const auto found =
        Walk(worker_).find(key(0, 0, from), follow, [&](Key at) { return at == key(0, 0, to); });
    return found ? std::optional(found->second) : std::nullopt;
  }

  // Ways to a state, the shortest first, after which the value may still fail; of those after which
  // the whole pattern is in one state only one.
  std::vector<Word> ways_from_start(int to) {
    constexpr std::size_t kMost = 6, kMostSteps = 5000;
    struct Step {
      int state;
      Automaton::State whole;
      Word word;
    };
    std::deque<Step> queue;
    for (const Edge& each : states_.first())
      queue.push_back({each.to, automaton().start(), {}});
    std::set<std::pair<int, Automaton::State>> seen;
    std::vector<Word> ways;
    while (!queue.empty() && ways.size() < kMost && seen.size() < kMostSteps) {
      const Step step = std::move(queue.front());
      queue.pop_front();
      if (!seen.emplace(step.state, step.whole).second) continue;
      if (step.state == to) ways.push_back(step.word);
      for (int letter = 0; letter < static_cast<int>(alphabet_.size()); ++letter) {
        if (!states_.takes(step.state, letter)) continue;
        work();
        const Automaton::State whole = automaton().step(step.whole, letter);
        if (automaton().is_sure(whole)) continue;
        Word word = step.word;
        word.push_back(letter);
        for (const Edge& each : states_.next(step.state))
          queue.push_back({each.to, whole, word});
      }
    }
    return ways;
  }

  // Whether there is an end with which it does not match, however often it is pumped.
  bool is_told(Growth growth, int state, const Word& pump, Backtracking& result) {
    constexpr int kFew = 4, kMany = 40;
    for (const Word& before : ways_from_start(state)) {
      if (narrow_) {
        if (is_told_within_limits(growth, before, pump, result)) return true;
        continue;
      }
      const auto after = failing_end(before, pump, kMany);
      if (!after || !fails(before, pump, kFew, *after)) continue;
      result.growth = growth;
      result.before = text_of(before);
      result.pump = text_of(pump);
      result.after = text_of(*after);
      return true;
    }
    return false;
  }

  bool is_told_within_limits(Growth growth, const Word& before, const Word& pump,
                             Backtracking& result) {
    const int times = times_for_many_ways(before, pump);
    if (times == 0) return false;
    const auto after = failing_end(before, pump, times);
    if (!after) return false;
    result.growth = growth;
    result.before = text_of(before);
    result.pump = text_of(pump);
    result.after = text_of(*after);
    result.times = times;
    return true;
  }

  // How often it has to stand for a million ways to read what is there; 0: it never has so many.
  int times_for_many_ways(const Word& before, const Word& pump) {
    constexpr double kMany = 1e6;
    constexpr int kMostTimes = 64;
    std::vector<double> ways(narrow_->size(), 0);
    for (const Edge& each : narrow_->first())
      ways[static_cast<std::size_t>(each.to)] += each.twice ? 2 : 1;
    for (int letter : before)
      ways = ways_behind(ways, letter);
    for (int times = 1; times <= kMostTimes; ++times) {
      for (int letter : pump)
        ways = ways_behind(ways, letter);
      double sum = 0;
      for (double each : ways)
        sum += each;
      if (sum >= kMany) return times;
      if (sum == 0) return 0;
    }
    return 0;
  }

  std::vector<double> ways_behind(const std::vector<double>& ways, int letter) {
    std::vector<double> next(ways.size(), 0);
    for (std::size_t state = 0; state < ways.size(); ++state) {
      const int from = static_cast<int>(state);
      if (ways[state] == 0 || !narrow_->takes(from, letter)) continue;
      for (const Edge& each : narrow_->next(from)) {
        work();
        next[static_cast<std::size_t>(each.to)] += ways[state] * (each.twice ? 2 : 1);
      }
    }
    return next;
  }

  Automaton& automaton() {
    if (!automaton_) automaton_.emplace(compiled_.pointers(), false, alphabet_, budget_);
    return *automaton_;
  }

  Automaton::State pumped(const Word& before, const Word& pump, int times) {
    Automaton::State state = automaton().start();
    for (int letter : before)
      state = automaton().step(state, letter);
    for (int i = 0; i < times; ++i)
      for (int letter : pump)
        state = automaton().step(state, letter);
    return state;
  }

  bool fails(const Word& before, const Word& pump, int times, const Word& after) {
    Automaton::State state = pumped(before, pump, times);
    for (int letter : after)
      state = automaton().step(state, letter);
    return !automaton().accepts(state);
  }

  // The shortest one that a reader would believe; a surrogate alone is no end.
  std::optional<Word> failing_end(const Word& before, const Word& pump, int times) {
    constexpr std::size_t kMost = 3000;
    struct Step {
      Automaton::State state;
      Word word;
    };
    std::deque<Step> queue = {{pumped(before, pump, times), {}}};
    std::set<Automaton::State> seen = {queue.front().state};
    while (!queue.empty() && seen.size() < kMost) {
      const Step step = std::move(queue.front());
      queue.pop_front();
      if (!automaton().accepts(step.state)) return step.word;
      for (int letter = 0; letter < static_cast<int>(alphabet_.size()); ++letter) {
        if (alphabet_.is_high(letter) || alphabet_.is_low(letter)) continue;
        const Automaton::State to = automaton().step(step.state, letter);
        if (automaton().is_sure(to) || !seen.insert(to).second) continue;
        Word word = step.word;
        word.push_back(letter);
        queue.push_back({to, std::move(word)});
      }
    }
    return std::nullopt;
  }

  std::string text_of(const Word& word) const {
    std::vector<Point> units;
    for (int letter : word)
      units.push_back(alphabet_.sample(letter));
    return utf8_of(units);
  }

  const BacktrackingLimits& limits_;
  const Clock::time_point until_;
  Budget budget_;
  const Compiled compiled_;
  const Alphabet alphabet_;
  const Positions states_;
  const std::optional<Positions> narrow_;  // of the pattern as it is, when states_ is not
  std::optional<Automaton> automaton_;
  std::unordered_map<int, std::vector<bool>> reached_;
  std::vector<std::vector<int>> before_;
  std::size_t steps_ = 0;
  const std::function<void()> worker_ = [this] { work(); };
};

}  // namespace

Backtracking backtracking_of(const Pattern& pattern, const BacktrackingLimits& limits) {
  Backtracking result;
  try {
    if (pattern.dialect == Dialect::re2) {
      parse(pattern);
      return result;
    }
    result = Analysis(pattern, limits).run();
    if (result.growth == Growth::exponential) return result;
    if (const auto variants = variants_of(pattern)) {
      Backtracking worse = Analysis(pattern, *variants, limits).run_wide();
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
