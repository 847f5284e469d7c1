#include "lib/regex/longest.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

namespace checkoutdiag::regex {
namespace {

class Walk {
 public:
  Walk(Automaton& automaton, std::size_t letters)
      : automaton_(automaton), letters_(static_cast<int>(letters)) {}

  Longest run() {
    using Kind = Longest::Kind;
    if (const Kind kind = explore(); kind != Kind::some) return {kind, 0};
    const std::vector<bool> useful = lead_to_accepting();
    // In the order in which nothing is before what leads to it; around a loop there is none.
    std::vector<std::size_t> open(states_.size(), 0);
    for (std::size_t i = 0; i < states_.size(); ++i)
      for (std::size_t to : useful[i] ? next_[i] : std::vector<std::size_t>())
        open[to] += useful[to];
    std::vector<std::size_t> ready;
    for (std::size_t i = 0; i < states_.size(); ++i)
      if (useful[i] && open[i] == 0) ready.push_back(i);
    std::vector<std::uint32_t> longest(states_.size(), 0);
    std::optional<std::uint32_t> best;
    std::size_t done = 0;
    for (; done < ready.size(); ++done) {
      const std::size_t at = ready[done];
      if (automaton_.accepts(states_[at])) best = std::max(best.value_or(0), longest[at]);
      for (std::size_t to : next_[at]) {
        if (!useful[to]) continue;
        longest[to] = std::max(longest[to], longest[at] + 1);
        if (--open[to] == 0) ready.push_back(to);
      }
    }
    const auto count = static_cast<std::size_t>(std::count(useful.begin(), useful.end(), true));
    if (count == 0) return {Kind::none, 0};
    if (done != count) return {Kind::any, 0};
    return {Kind::some, best.value_or(0)};
  }

 private:
  // some: all states are known.
  Longest::Kind explore() {
    constexpr std::size_t kMost = 4000;
    std::map<Automaton::State, std::size_t> numbers = {{automaton_.start(), 0}};
    states_ = {automaton_.start()};
    for (std::size_t i = 0; i < states_.size(); ++i) {
      next_.emplace_back();
      for (int letter = 0; letter < letters_; ++letter) {
        const Automaton::State to = automaton_.step(states_[i], letter);
        if (automaton_.is_dead(to)) continue;
        if (automaton_.is_sure(to)) return Longest::Kind::any;
        const auto [known, added] = numbers.emplace(to, states_.size());
        if (added) states_.push_back(to);
        if (states_.size() > kMost) return Longest::Kind::unknown;
        next_[i].push_back(known->second);
      }
    }
    return Longest::Kind::some;
  }

  std::vector<bool> lead_to_accepting() {
    std::vector<std::vector<std::size_t>> before(states_.size());
    for (std::size_t i = 0; i < states_.size(); ++i)
      for (std::size_t to : next_[i])
        before[to].push_back(i);
    std::vector<bool> useful(states_.size(), false);
    std::vector<std::size_t> stack;
    for (std::size_t i = 0; i < states_.size(); ++i)
      if (automaton_.accepts(states_[i])) stack.push_back(i);
    while (!stack.empty()) {
      const std::size_t at = stack.back();
      stack.pop_back();
      if (useful[at]) continue;
      useful[at] = true;
      stack.insert(stack.end(), before[at].begin(), before[at].end());
    }
    return useful;
  }

  Automaton& automaton_;
  const int letters_;
  std::vector<Automaton::State> states_;
  std::vector<std::vector<std::size_t>> next_;
};

}  // namespace

Longest longest_of(Automaton& automaton, const Alphabet& alphabet) {
  return Walk(automaton, alphabet.size()).run();
}

}  // namespace checkoutdiag::regex
