#include "lib/regex/matcher.hpp"

#include "lib/text/utf8.hpp"

namespace checkoutdiag::regex {
namespace {

constexpr Point kReplacement = 0xFFFD, kHighest = 0x10000;

}  // namespace

std::vector<Point> units_of(std::string_view utf8) {
  std::vector<Point> units;
  units.reserve(utf8.size());
  for (std::size_t at = 0; at < utf8.size();) {
    const text::CodePoint next = text::code_point_at(utf8, at);
    if (next.length == 0) {
      units.push_back(kReplacement);
      ++at;
      continue;
    }
    at += next.length;
    if (next.value < kHighest) {
      units.push_back(next.value);
    } else {
      units.push_back(kHighSurrogate + ((next.value - kHighest) >> 10));
      units.push_back(kLowSurrogate + ((next.value - kHighest) & 0x3FF));
    }
  }
  return units;
}

std::string utf8_of(const std::vector<Point>& units) {
  std::string out;
  for (std::size_t i = 0; i < units.size(); ++i) {
    Point point = units[i];
    if (point >= kHighSurrogate && point < kLowSurrogate && i + 1 < units.size()) {
      point = kHighest + ((point - kHighSurrogate) << 10) + (units[i + 1] - kLowSurrogate);
      ++i;
    }
    text::append_utf8(point, out);
  }
  return out;
}

Alphabet Matcher::alphabet_of(const Compiled& compiled) {
  std::vector<const CharSet*> sets;
  for (const Program& program : compiled.programs)
    for (const CharSet& each : program.sets)
      sets.push_back(&each);
  return Alphabet(std::move(sets));
}

Matcher::Matcher(Language language, const Budget& budget)
    : budget_(budget),
      compiled_(std::move(language)),
      alphabet_(alphabet_of(compiled_)),
      automaton_(compiled_.pointers(), compiled_.language.optional, alphabet_, budget_),
      start_(automaton_.start()) {
  for (std::size_t unit = 0; unit < letters_.size(); ++unit)
    letters_[unit] = alphabet_.letter_of(static_cast<Point>(unit));
}

bool Matcher::matches(const std::vector<Point>& units) {
  Automaton::State state = start_;
  for (Point unit : units) {
    const int letter = unit < letters_.size() ? letters_[unit] : alphabet_.letter_of(unit);
    state = automaton_.step(state, letter);
    if (automaton_.is_dead(state)) return false;
    if (automaton_.is_sure(state)) return true;
  }
  return automaton_.accepts(state);
}

bool Matcher::matches(std::string_view utf8) {
  Automaton::State state = start_;
  for (std::size_t at = 0; at < utf8.size(); ++at) {
    const auto byte = static_cast<unsigned char>(utf8[at]);
    if (byte >= letters_.size()) return matches(units_of(utf8));
    state = automaton_.step(state, letters_[byte]);
    if (automaton_.is_dead(state)) return false;
    if (automaton_.is_sure(state)) return true;
  }
  return automaton_.accepts(state);
}

}  // namespace checkoutdiag::regex
