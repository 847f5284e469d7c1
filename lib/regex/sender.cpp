#include "lib/regex/sender.hpp"

#include <algorithm>

namespace checkoutdiag::regex {

Sender::Sender(Automaton& automaton, const Normaliser& steps, const Alphabet& alphabet)
    : automaton_(automaton) {
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    Level level;
    level.kind = step->kind;
    level.sources.resize(alphabet.size());
    for (int letter = 0; letter < static_cast<int>(alphabet.size()); ++letter) {
      const std::vector<Point> image = normalised({*step}, {alphabet.sample(letter)});
      if (image.empty())
        level.lost.push_back(letter);
      else
        level.sources[static_cast<std::size_t>(alphabet.letter_of(image.front()))].push_back(
            letter);
      // White space within a value is kept.
      if (image.empty() && level.kind == Kind::trim)
        level.sources[static_cast<std::size_t>(letter)].push_back(letter);
    }
    levels_.push_back(std::move(level));
  }
}

Sender::State Sender::intern(Level& level, Any state) {
  std::sort(state.states.begin(), state.states.end());
  state.states.erase(std::unique(state.states.begin(), state.states.end()), state.states.end());
  const auto [it, added] = level.numbers.emplace(state, static_cast<int>(level.all.size()));
  if (added) {
    constexpr std::size_t kMost = 500'000;
    if (level.all.size() >= kMost)
      throw PatternError(PatternError::Why::large, "what is sent has too many states");
    level.all.push_back(std::move(state));
  }
  return it->second;
}

// With any number of letters in between that become nothing.
std::vector<Sender::State> Sender::with_lost(std::size_t level, std::vector<State> states) {
  const std::vector<int> lost = levels_[level].lost;
  for (std::size_t i = 0; i < states.size(); ++i)
    for (int letter : lost) {
      const State next = step(level + 1, states[i], letter);
      if (std::find(states.begin(), states.end(), next) == states.end()) states.push_back(next);
    }
  return states;
}

Sender::State Sender::start(std::size_t level) {
  if (level == levels_.size()) return automaton_.start();
  return intern(levels_[level], {true, false, with_lost(level, {start(level + 1)})});
}

Sender::State Sender::step(std::size_t level, State state, int letter) {
  if (level == levels_.size()) return automaton_.step(state, letter);
  const Any from = levels_[level].all[static_cast<std::size_t>(state)];
  const bool trims = levels_[level].kind == Kind::trim;
  const auto& lost = levels_[level].lost;
  const bool white = trims && std::find(lost.begin(), lost.end(), letter) != lost.end();
  Any to{false, white, {}};
  // Nothing that was trimmed begins with white space.
  if (!(white && from.first)) {
    const std::vector<int> sources = levels_[level].sources[static_cast<std::size_t>(letter)];
    for (const State each : from.states)
      for (int source : sources)
        to.states.push_back(step(level + 1, each, source));
  }
  if (!trims) to.states = with_lost(level, std::move(to.states));
  return intern(levels_[level], std::move(to));
}

bool Sender::accepts(std::size_t level, State state) {
  if (level == levels_.size()) return automaton_.accepts(state);
  const Any it = levels_[level].all[static_cast<std::size_t>(state)];
  if (it.behind_white) return false;
  const std::vector<State> states =
      levels_[level].kind == Kind::trim ? with_lost(level, it.states) : it.states;
  return std::any_of(states.begin(), states.end(),
                     [&](State each) { return accepts(level + 1, each); });
}

bool Sender::is_sure(std::size_t level, State state) const {
  if (level == levels_.size()) return automaton_.is_sure(state);
  const Level& it = levels_[level];
  if (it.kind == Kind::trim) return false;
  // With sources for every letter only: what never comes out is not sent.
  if (std::any_of(it.sources.begin(), it.sources.end(),
                  [](const std::vector<int>& each) { return each.empty(); }))
    return false;
  const std::vector<State>& states = it.all[static_cast<std::size_t>(state)].states;
  return std::any_of(states.begin(), states.end(),
                     [&](State each) { return is_sure(level + 1, each); });
}

bool Sender::within(std::size_t level, State a, State b) const {
  if (a == b) return true;
  if (level == levels_.size()) return automaton_.within(a, b);
  const Any &one = levels_[level].all[static_cast<std::size_t>(a)],
            &other = levels_[level].all[static_cast<std::size_t>(b)];
  if (one.first != other.first || one.behind_white != other.behind_white) return false;
  return std::all_of(one.states.begin(), one.states.end(), [&](State each) {
    return std::any_of(other.states.begin(), other.states.end(),
                       [&](State wider) { return within(level + 1, each, wider); });
  });
}

}  // namespace checkoutdiag::regex
