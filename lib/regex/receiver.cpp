#include "lib/regex/receiver.hpp"

namespace checkoutdiag::regex {
namespace {

using Kind = NormalStep::Kind;

constexpr Point kBetween = 'a' - 'A';
const CharSet kUpper{{'A', 'Z'}}, kLower{{'a', 'z'}};

CharSet moved(const CharSet& set, int by) {
  std::vector<Range> ranges;
  for (const Range& each : set.ranges())
    ranges.push_back({static_cast<Point>(static_cast<int>(each.first) + by),
                      static_cast<Point>(static_cast<int>(each.last) + by)});
  return CharSet::of(std::move(ranges));
}

// What the set becomes.
CharSet image(const NormalStep& step, const CharSet& set) {
  if (step.kind == Kind::upper)
    return (set - kLower) | moved(set & kLower, -static_cast<int>(kBetween));
  if (step.kind == Kind::lower)
    return (set - kUpper) | moved(set & kUpper, static_cast<int>(kBetween));
  return set - step.set;
}

// What becomes one of the set.
CharSet preimage(const NormalStep& step, const CharSet& set) {
  if (step.kind == Kind::upper)
    return (set - kLower) | moved(set & kUpper, static_cast<int>(kBetween));
  if (step.kind == Kind::lower)
    return (set - kUpper) | moved(set & kLower, -static_cast<int>(kBetween));
  return set - step.set;
}

}  // namespace

std::vector<CharSet> sets_before(const Normaliser& steps, const std::vector<const CharSet*>& sets) {
  std::vector<CharSet> all;
  for (const CharSet* each : sets)
    all.push_back(*each);
  for (const NormalStep& step : steps) {
    const std::size_t count = all.size();
    for (std::size_t i = 0; i < count; ++i)
      all.push_back(image(step, all[i]));
  }
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    const std::size_t count = all.size();
    for (std::size_t i = 0; i < count; ++i)
      all.push_back(preimage(*step, all[i]));
    if (!step->set.empty()) all.push_back(step->set);
  }
  return all;
}

Receiver::Receiver(Automaton& automaton, const Normaliser& steps, const Alphabet& alphabet)
    : automaton_(automaton) {
  for (const NormalStep& step : steps) {
    Level level;
    level.kind = step.kind;
    for (int letter = 0; letter < static_cast<int>(alphabet.size()); ++letter) {
      const std::vector<Point> image = normalised({step}, {alphabet.sample(letter)});
      level.image.push_back(image.empty() ? kNothing : alphabet.letter_of(image.front()));
    }
    trims_ = trims_ || level.kind == Kind::trim;
    levels_.push_back(std::move(level));
  }
}

Receiver::State Receiver::intern(Level& level, const Trimmed& state) {
  const auto [it, added] = level.numbers.emplace(state, static_cast<int>(level.states.size()));
  if (added) level.states.push_back(state);
  return it->second;
}

Receiver::State Receiver::start(std::size_t level) {
  if (level == levels_.size()) return automaton_.start();
  const State behind = start(level + 1);
  if (levels_[level].kind != Kind::trim) return behind;
  return intern(levels_[level], {true, behind, behind});
}

Receiver::State Receiver::step(std::size_t level, State state, int letter) {
  if (level == levels_.size()) return automaton_.step(state, letter);
  const int image = levels_[level].image[static_cast<std::size_t>(letter)];
  if (levels_[level].kind != Kind::trim)
    return image == kNothing ? state : step(level + 1, state, image);
  const Trimmed from = levels_[level].states[static_cast<std::size_t>(state)];
  if (image == kNothing) {
    if (from.leading) return state;
    // The letter itself goes on if something comes behind it.
    return intern(levels_[level], {false, from.without, step(level + 1, from.with, letter)});
  }
  const State next = step(level + 1, from.with, letter);
  return intern(levels_[level], {false, next, next});
}

bool Receiver::accepts(std::size_t level, State state) {
  if (level == levels_.size()) return automaton_.accepts(state);
  if (levels_[level].kind != Kind::trim) return accepts(level + 1, state);
  return accepts(level + 1, levels_[level].states[static_cast<std::size_t>(state)].without);
}

bool Receiver::is_sure(std::size_t level, State state) const {
  if (level == levels_.size()) return automaton_.is_sure(state);
  if (levels_[level].kind != Kind::trim) return is_sure(level + 1, state);
  const Trimmed& it = levels_[level].states[static_cast<std::size_t>(state)];
  return is_sure(level + 1, it.without) && is_sure(level + 1, it.with);
}

bool Receiver::within(std::size_t level, State a, State b) const {
  if (a == b) return true;
  if (level == levels_.size()) return automaton_.within(a, b);
  if (levels_[level].kind != Kind::trim) return within(level + 1, a, b);
  const Trimmed &one = levels_[level].states[static_cast<std::size_t>(a)],
                &other = levels_[level].states[static_cast<std::size_t>(b)];
  return one.leading == other.leading && within(level + 1, one.without, other.without) &&
         within(level + 1, one.with, other.with);
}

}  // namespace checkoutdiag::regex
