#include "lib/regex/normaliser.hpp"

#include <algorithm>
#include <array>

namespace checkoutdiag::regex {
namespace {

const CharSet kSpaces{{' ', ' '}}, kDashes{{'-', '-'}};
// ECMA-262 12.2 and 12.3, which \s and trim() have.
const CharSet kWhite{{0x09, 0x0D},     {0x20, 0x20},     {0xA0, 0xA0},     {0x1680, 0x1680},
                     {0x2000, 0x200A}, {0x2028, 0x2029}, {0x202F, 0x202F}, {0x205F, 0x205F},
                     {0x3000, 0x3000}, {0xFEFF, 0xFEFF}};

using Kind = NormalStep::Kind;

std::optional<NormalStep> step_of(std::string_view word) {
  if (word == "spaces") return NormalStep{Kind::strip, kSpaces};
  if (word == "dashes") return NormalStep{Kind::strip, kDashes};
  if (word == "separators") return NormalStep{Kind::strip, kSpaces | kDashes};
  if (word == "white-space") return NormalStep{Kind::strip, kWhite};
  if (word == "digits-only") return NormalStep{Kind::strip, CharSet{{'0', '9'}}.complement()};
  if (word == "trim") return NormalStep{Kind::trim, kWhite};
  if (word == "upper") return NormalStep{Kind::upper, {}};
  if (word == "lower") return NormalStep{Kind::lower, {}};
  return std::nullopt;
}

Point cased(Kind kind, Point unit) {
  constexpr Point kBetween = 'a' - 'A';
  if (kind == Kind::upper && unit >= 'a' && unit <= 'z') return unit - kBetween;
  if (kind == Kind::lower && unit >= 'A' && unit <= 'Z') return unit + kBetween;
  return unit;
}

}  // namespace

const std::vector<std::string_view>& normaliser_words() {
  static const std::vector<std::string_view> words = {
      "spaces", "dashes", "separators", "white-space", "digits-only", "trim", "upper", "lower"};
  return words;
}

std::optional<Normaliser> normaliser_of(std::string_view words) {
  Normaliser steps;
  while (!words.empty()) {
    const std::size_t comma = std::min(words.find(','), words.size());
    const auto step = step_of(words.substr(0, comma));
    if (!step) return std::nullopt;
    steps.push_back(*step);
    words.remove_prefix(std::min(comma + 1, words.size()));
  }
  return steps;
}

std::vector<Point> normalised(const Normaliser& steps, std::vector<Point> value) {
  for (const NormalStep& step : steps) {
    if (step.kind == Kind::strip) {
      std::erase_if(value, [&](Point unit) { return step.set.contains(unit); });
    } else if (step.kind == Kind::trim) {
      const auto kept = [&](Point unit) { return !step.set.contains(unit); };
      value.erase(value.begin(), std::find_if(value.begin(), value.end(), kept));
      value.erase(std::find_if(value.rbegin(), value.rend(), kept).base(), value.end());
    } else {
      for (Point& unit : value)
        unit = cased(step.kind, unit);
    }
  }
  return value;
}

}  // namespace checkoutdiag::regex
