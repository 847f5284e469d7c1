#include "lib/regex/backtracking_walk.hpp"

#include <algorithm>
#include <deque>
#include <unordered_map>

#include "lib/regex/tree.hpp"

namespace checkoutdiag::regex {
namespace {

constexpr int kBits = 20;
constexpr std::size_t kMostKeys = 2'000'000;  // some 150 MB

[[noreturn]] void give_up() {
  throw PatternError(PatternError::Why::large, "it takes too long to look at");
}

}  // namespace

void Effort::step() {
  constexpr std::size_t kEvery = 4096;
  if (++steps_ > most_steps_ || (steps_ % kEvery == 0 && Clock::now() > until_)) give_up();
}

Walk::Key Walk::key(int a, int b, int c) {
  return (static_cast<Key>(a) << (2 * kBits)) | (static_cast<Key>(b) << kBits) |
         static_cast<Key>(c);
}

int Walk::part(Key key, int which) {
  return static_cast<int>((key >> ((2 - which) * kBits)) & ((1u << kBits) - 1));
}

std::optional<Word> Walk::find(Key from, const Follow& follow, Key wanted) {
  struct Origin {
    Key key;
    int letter;
  };
  std::unordered_map<Key, Origin> origins;
  std::deque<Key> queue = {from};
  std::optional<Word> found;
  while (!queue.empty() && !found) {
    const Key key = queue.front();
    queue.pop_front();
    follow(key, [&](Key to, int letter) {
      effort_.step();
      if (to == wanted) {
        found = {letter};
        for (Key at = key; at != from; at = origins.at(at).key)
          found->push_back(origins.at(at).letter);
        std::reverse(found->begin(), found->end());
      } else if (to != from && origins.emplace(to, Origin{key, letter}).second) {
        if (origins.size() > kMostKeys) give_up();
        queue.push_back(to);
      }
      return found.has_value();
    });
  }
  return found;
}

}  // namespace checkoutdiag::regex
