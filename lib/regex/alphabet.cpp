#include "lib/regex/alphabet.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <tuple>

namespace checkoutdiag::regex {
namespace {

/// Each kind of character, its most readable one first.
struct Kindred {
  Look look;
  CharSet set;
  Point best;
};

const std::vector<Kindred>& kindreds() {
  static const std::vector<Kindred> all = {
      {Look::digit, CharSet{{'0', '9'}}, '1'},
      {Look::upper, CharSet{{'A', 'Z'}}, 'A'},
      {Look::lower, CharSet{{'a', 'z'}}, 'a'},
      {Look::space, CharSet{{' ', ' '}}, ' '},
      {Look::hyphen, CharSet{{'-', '-'}}, '-'},
      {Look::symbol, CharSet{{'!', ','}, {'.', '/'}, {':', '@'}, {'[', '`'}, {'{', '~'}}, '.'},
      {Look::no_break, CharSet{{0xA0, 0xA0}}, 0xA0},
      {Look::surrogate, CharSet{{kHighSurrogate, kAfterSurrogates - 1}}, 0xD83D},
      {Look::line_break, CharSet{{'\n', '\n'}, {'\r', '\r'}, {0x2028, 0x2029}}, '\n'},
      {Look::control, CharSet{{0, 0x09}, {0x0B, 0x0C}, {0x0E, 0x1F}, {0x7F, 0x9F}}, '\t'},
      {Look::other,
       CharSet{{0xA1, 0x2027}, {0x202A, kHighSurrogate - 1}, {kAfterSurrogates, kLastUnit}}, 0xE9},
  };
  return all;
}

Look look_of(Point unit) {
  for (const Kindred& each : kindreds())
    if (each.set.contains(unit)) return each.look;
  return Look::other;
}

Point best_of(Look look) {
  for (const Kindred& each : kindreds())
    if (each.look == look) return each.best;
  return 0;
}

}  // namespace

std::string_view word_of(Look look) {
  constexpr std::array<std::string_view, 11> kWords = {
      "digit",    "upper-case", "lower-case",       "space",      "hyphen", "symbol",
      "no-break", "non-ASCII",  "beyond-the-basic", "line-break", "control"};
  return kWords[static_cast<std::size_t>(look)];
}

Alphabet::Alphabet(std::vector<const CharSet*> sets) {
  const CharSet highs{{kHighSurrogate, kLowSurrogate - 1}};
  for (const Kindred& each : kindreds())
    sets.push_back(&each.set);
  sets.push_back(&highs);
  std::vector<Point> cuts = {0};
  for (const CharSet* set : sets)
    for (const Range& each : set->ranges()) {
      if (each.first <= kLastUnit) cuts.push_back(each.first);
      if (each.last < kLastUnit) cuts.push_back(each.last + 1);
    }
  std::sort(cuts.begin(), cuts.end());
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());

  // Refined set by set: pieces that were one letter stay one if they are both in the set, or out.
  std::vector<int> letter(cuts.size(), 0);
  int count = 1;
  for (const CharSet* set : sets) {
    std::vector<int> inside(static_cast<std::size_t>(count), -1);
    std::vector<bool> outside(static_cast<std::size_t>(count), false);
    std::vector<bool> member(cuts.size());
    for (std::size_t i = 0; i < cuts.size(); ++i) {
      member[i] = set->contains(cuts[i]);
      if (!member[i]) outside[static_cast<std::size_t>(letter[i])] = true;
    }
    for (std::size_t i = 0; i < cuts.size(); ++i) {
      const auto old = static_cast<std::size_t>(letter[i]);
      if (!member[i] || !outside[old]) continue;
      if (inside[old] < 0) inside[old] = count++;
      letter[i] = inside[old];
    }
  }

  std::vector<Letter> made(static_cast<std::size_t>(count));
  std::vector<bool> best(made.size(), false);
  for (std::size_t i = 0; i < cuts.size(); ++i) {
    const auto which = static_cast<std::size_t>(letter[i]);
    const Point end = i + 1 < cuts.size() ? cuts[i + 1] : kLastUnit + 1;
    if (made[which].sample == 0 && !best[which]) made[which] = {cuts[i], look_of(cuts[i])};
    const Point wanted = best_of(made[which].look);
    if (wanted >= cuts[i] && wanted < end) {
      made[which].sample = wanted;
      best[which] = true;
    }
  }
  // Numbered by how they look, so that a search finds the readable ones first.
  std::vector<int> order(made.size());
  std::iota(order.begin(), order.end(), 0);
  const auto rank = [&](int which) {
    const Letter& it = made[static_cast<std::size_t>(which)];
    return std::tuple(it.look, !best[static_cast<std::size_t>(which)], it.sample);
  };
  std::sort(order.begin(), order.end(), [&](int a, int b) { return rank(a) < rank(b); });
  std::vector<int> place(made.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    place[static_cast<std::size_t>(order[i])] = static_cast<int>(i);
    letters_.push_back(made[static_cast<std::size_t>(order[i])]);
  }
  for (std::size_t i = 0; i < cuts.size(); ++i)
    pieces_.push_back({cuts[i], place[static_cast<std::size_t>(letter[i])]});
}

bool Alphabet::is_high(int letter) const {
  return sample(letter) >= kHighSurrogate && sample(letter) < kLowSurrogate;
}

bool Alphabet::is_low(int letter) const {
  return sample(letter) >= kLowSurrogate && sample(letter) < kAfterSurrogates;
}

int Alphabet::letter_of(Point unit) const {
  const auto after =
      std::upper_bound(pieces_.begin(), pieces_.end(), unit,
                       [](Point value, const Piece& piece) { return value < piece.first; });
  return std::prev(after)->letter;
}

std::vector<bool> Alphabet::letters_of(const CharSet& set) const {
  std::vector<bool> member(letters_.size());
  for (std::size_t i = 0; i < letters_.size(); ++i)
    member[i] = set.contains(letters_[i].sample);
  return member;
}

}  // namespace checkoutdiag::regex
