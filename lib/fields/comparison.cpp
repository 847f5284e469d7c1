#include "lib/fields/comparison.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>

#include "lib/regex/matcher.hpp"

namespace checkoutdiag::fields {
namespace {

// Of a pair's budget, for each thing that is tried beyond the comparison itself.
constexpr int kShare = 8;

}  // namespace

regex::Comparison compare(const Pair& pair, regex::CompareOptions how) {
  if (!pair.normaliser.empty()) how.normaliser = pair.normaliser;
  how.luhn = pair.luhn;
  regex::Language front = pair.front, gateway = pair.gateway;
  for (regex::Language* side : {&front, &gateway})
    side->patterns.insert(side->patterns.end(), pair.typeable.begin(), pair.typeable.end());
  return regex::compare(front, gateway, how);
}

std::string rule_for_front(const Pair& pair, regex::CompareOptions how) {
  if (pair.gateway.patterns.size() != 1) return "";
  const regex::Pattern& given = pair.gateway.patterns.front();
  Pair proposed = pair;
  regex::Pattern pattern;
  pattern.text = given.text;
  // Without one, a form's own is the attribute's.
  pattern.dialect =
      pair.front.patterns.empty() ? regex::Dialect::html : pair.front.patterns.front().dialect;
  if (!pair.typeable.empty()) pattern.dialect = regex::Dialect::html;
  proposed.front = {};
  proposed.front.patterns = {pattern};
  proposed.front.optional = pair.gateway.optional;
  proposed.gateway = {};
  proposed.gateway.patterns = {given};
  proposed.gateway.optional = pair.gateway.optional;
  proposed.normaliser.clear();
  proposed.luhn = false;
  how.limits.time /= kShare;
  how.kinds = false;
  try {
    const bool is_same = compare(proposed, how).verdict == regex::Verdict::equivalent;
    return is_same ? given.text : std::string();
  } catch (const regex::PatternError&) {
    return "";
  }
}

std::optional<std::uint32_t> curing_length(const Pair& pair, regex::CompareOptions how) {
  how.limits.time /= kShare;
  how.kinds = false;
  how.one_way = true;
  try {
    // Of a gateway that counts characters, its longest value is of those that take two units.
    regex::Language of_one_unit = pair.gateway;
    regex::Pattern no_surrogate;
    no_surrogate.text = "^[^\\uD800-\\uDFFF]*$";
    of_one_unit.patterns.push_back(no_surrogate);
    for (const regex::Language& gateway : {pair.gateway, of_one_unit}) {
      const regex::Longest longest = regex::Matcher(gateway).longest();
      const std::uint32_t length = longest.length;
      if (longest.kind != regex::Longest::Kind::some || length == 0) continue;
      if (length < pair.front.shortest || length >= pair.front.longest) continue;
      Pair shorter = pair;
      shorter.front.longest = length;
      const regex::Comparison seen = compare(shorter, how);
      if (seen.verdict != regex::Verdict::unknown && !seen.front_only) return length;
    }
  } catch (const regex::PatternError&) {
    return std::nullopt;
  }
  return std::nullopt;
}

std::string curing_normaliser(const Pair& pair, regex::CompareOptions how) {
  constexpr std::array<std::string_view, 10> kTried = {
      "trim",  "spaces", "dashes",     "separators",       "white-space",
      "upper", "lower",  "trim,upper", "separators,upper", "digits-only"};
  if (!pair.normaliser.empty()) return "";
  how.limits.time /= kShare;
  how.kinds = false;
  how.one_way = true;
  for (std::string_view words : kTried) {
    // Of other fields than card numbers letters are not thrown away.
    if (words == "digits-only" && !pair.luhn) continue;
    how.normaliser = *regex::normaliser_of(words);
    const regex::Comparison seen = compare(pair, how);
    if (seen.verdict != regex::Verdict::unknown && !seen.front_only) return std::string(words);
  }
  return "";
}

}  // namespace checkoutdiag::fields
