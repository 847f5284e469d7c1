#include "lib/fields/language_json.hpp"

namespace checkoutdiag::fields {
namespace {

using regex::Dialect;
using regex::Language;
using text::JsonObject;

std::string listed(const std::vector<std::string_view>& words) {
  std::string all;
  for (std::string_view each : words)
    all += (all.empty() ? "" : ", ") + std::string(each);
  return all;
}

Dialect dialect_in(const JsonObject& side) {
  if (!side.has("dialect")) return Dialect::javascript;
  const auto dialect = regex::dialect_of(side.string("dialect"));
  if (!dialect) side.miss("dialect", "must be one of " + listed(regex::dialect_words()));
  return *dialect;
}

regex::Pattern pattern_in(const JsonObject& side) {
  const Dialect dialect = dialect_in(side);
  regex::Pattern pattern;
  pattern.text = side.string("pattern");
  pattern.dialect = dialect;
  if (side.has("flags")) pattern.flags = regex::flags_of(side.string("flags"), dialect);
  if (!side.has("match")) return pattern;
  const std::string& match = side.string("match");
  if (match == "search")
    pattern.match = regex::Match::search;
  else if (match == "full")
    pattern.match = regex::Match::full;
  else if (match == "prefix")
    pattern.match = regex::Match::prefix;
  else
    side.miss("match", "must be \"search\", \"full\" or \"prefix\"");
  return pattern;
}

}  // namespace

Language read_language(const JsonObject& side) {
  constexpr std::int64_t kLongest = 1'000'000;
  Language language;
  if (side.has("pattern")) language.patterns.push_back(pattern_in(side));
  if (side.has("minlength"))
    language.shortest = static_cast<std::uint32_t>(side.whole("minlength", 0, kLongest));
  if (side.has("maxlength"))
    language.longest = static_cast<std::uint32_t>(side.whole("maxlength", 0, kLongest));
  if (language.longest < language.shortest)
    side.miss("maxlength", "must not be less than minlength");
  language.values = side.strings("values");
  if (side.has("optional")) language.optional = side.flag("optional");
  return language;
}

}  // namespace checkoutdiag::fields
