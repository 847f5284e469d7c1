#include "lib/regex/backtracking_attack.hpp"

#include <algorithm>
#include <deque>
#include <set>
#include <utility>

#include "lib/regex/matcher.hpp"

namespace checkoutdiag::regex {

Attacks::Attacks(const Compiled& compiled, const Alphabet& alphabet, const Positions& states,
                 const Positions* narrow, Effort& effort)
    : compiled_(compiled), alphabet_(alphabet), states_(states), narrow_(narrow), effort_(effort) {
  budget_.until = effort.until();
}

bool Attacks::find(int state, const Word& pumped_word, Backtracking& result) {
  constexpr int kFew = 4, kMany = 40;
  for (Word before : ways_from_start(state)) {
    Word pump = pumped_word;
    if (!keep_pairs(before, pump)) continue;
    int times = 0;
    if (narrow_) {
      times = times_for_many_ways(before, pump);
      if (times == 0) continue;
    }
    const auto after = failing_end(before, pump, narrow_ ? times : kMany);
    // Without limits it has to fail however often it is pumped.
    if (!after || (!narrow_ && !fails(before, pump, kFew, *after))) continue;
    result.before = text_of(before);
    result.pump = text_of(pump);
    result.after = text_of(*after);
    result.times = times;
    return true;
  }
  return false;
}

// Ways to a state, the shortest first, after which the value may still fail; of those after which
// the whole pattern is in one state only one.
std::vector<Word> Attacks::ways_from_start(int to) {
  constexpr std::size_t kMost = 6, kMostSteps = 5000;
  struct Step {
    int state;
    Automaton::State whole;
    Word word;
  };
  std::deque<Step> queue;
  for (const Positions::Edge& each : states_.first())
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
      effort_.step();
      const Automaton::State whole = automaton().step(step.whole, letter);
      if (automaton().is_sure(whole)) continue;
      Word word = step.word;
      word.push_back(letter);
      for (const Positions::Edge& each : states_.next(step.state)) {
        if (seen.contains({each.to, whole})) continue;
        effort_.step();
        queue.push_back({each.to, whole, word});
      }
    }
  }
  return ways;
}

// Where a loop begins between the two units of a character, it is begun behind that character: the
// three parts are texts of their own. Whether they can be.
bool Attacks::keep_pairs(Word& before, Word& pump) const {
  if (alphabet_.is_low(pump.front())) {
    before.push_back(pump.front());
    std::rotate(pump.begin(), pump.begin() + 1, pump.end());
  }
  const auto is_text = [&](const Word& word) {
    bool is_half = false;
    for (int letter : word) {
      if (alphabet_.is_low(letter) != is_half) return false;
      is_half = alphabet_.is_high(letter);
    }
    return !is_half;
  };
  return is_text(before) && is_text(pump);
}

// How often it has to stand for a million ways to read what is there; 0: it never has so many.
int Attacks::times_for_many_ways(const Word& before, const Word& pump) {
  constexpr double kMany = 1e6;
  constexpr int kMostTimes = 64;
  std::vector<double> ways(narrow_->size(), 0);
  for (const Positions::Edge& each : narrow_->first())
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

std::vector<double> Attacks::ways_behind(const std::vector<double>& ways, int letter) {
  std::vector<double> next(ways.size(), 0);
  for (std::size_t state = 0; state < ways.size(); ++state) {
    const int from = static_cast<int>(state);
    if (ways[state] == 0 || !narrow_->takes(from, letter)) continue;
    for (const Positions::Edge& each : narrow_->next(from)) {
      effort_.step();
      next[static_cast<std::size_t>(each.to)] += ways[state] * (each.twice ? 2 : 1);
    }
  }
  return next;
}

Automaton& Attacks::automaton() {
  if (!automaton_) automaton_.emplace(compiled_.pointers(), false, alphabet_, budget_);
  return *automaton_;
}

Automaton::State Attacks::pumped(const Word& before, const Word& pump, int times) {
  Automaton::State state = automaton().start();
  for (int letter : before)
    state = automaton().step(state, letter);
  for (int i = 0; i < times; ++i)
    for (int letter : pump)
      state = automaton().step(state, letter);
  return state;
}

bool Attacks::fails(const Word& before, const Word& pump, int times, const Word& after) {
  Automaton::State state = pumped(before, pump, times);
  for (int letter : after)
    state = automaton().step(state, letter);
  return !automaton().accepts(state);
}

// The shortest one that a reader would believe; a surrogate alone is no end.
std::optional<Word> Attacks::failing_end(const Word& before, const Word& pump, int times) {
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
      effort_.step();
      const Automaton::State to = automaton().step(step.state, letter);
      if (automaton().is_sure(to) || !seen.insert(to).second) continue;
      Word word = step.word;
      word.push_back(letter);
      queue.push_back({to, std::move(word)});
    }
  }
  return std::nullopt;
}

std::string Attacks::text_of(const Word& word) const {
  std::vector<Point> units;
  for (int letter : word)
    units.push_back(alphabet_.sample(letter));
  return utf8_of(units);
}

}  // namespace checkoutdiag::regex
