#include "lib/fields/pair.hpp"

#include <fmt/core.h>

#include <array>
#include <nlohmann/json.hpp>

#include "lib/failure.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/json_object.hpp"

namespace checkoutdiag::fields {
namespace {

using regex::Dialect;
using regex::Language;
using text::JsonObject;

constexpr text::JsonLimits kLimits = {16, 20'000};
constexpr std::size_t kMostLine = 1024 * 1024;

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

Language language_in(const JsonObject& side) {
  constexpr std::array<std::string_view, 8> kKeys = {
      "pattern", "flags", "match", "dialect", "minlength", "maxlength", "values", "optional"};
  constexpr std::int64_t kLongest = 1'000'000;
  side.only(kKeys);
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

}  // namespace

regex::Pattern pattern_of(const std::string& text, Dialect dialect) {
  regex::Pattern pattern;
  pattern.dialect = dialect;
  pattern.text = text;
  const std::size_t slash = text.rfind('/');
  if (text.size() < 2 || text.front() != '/' || slash == 0) return pattern;
  pattern.text = text.substr(1, slash - 1);
  pattern.flags = regex::flags_of(std::string_view(text).substr(slash + 1), dialect);
  return pattern;
}

Pair read_pair(std::string_view line, const std::string& file, std::size_t number) {
  constexpr std::array<std::string_view, 5> kKeys = {"name", "front", "gateway", "normalise",
                                                     "luhn"};
  const text::JsonSource source{file, line, number - 1};
  const nlohmann::json value = text::parse_json(source, kMostLine, kLimits, "pair");
  const JsonObject object(value, source);
  object.only(kKeys);
  Pair pair;
  pair.name = object.has("name") ? object.string("name") : std::to_string(number);
  const auto front = object.object("front"), gateway = object.object("gateway");
  if (!front) object.miss("front", "must be an object with a pattern");
  if (!gateway) object.miss("gateway", "must be an object with a pattern");
  pair.front = language_in(*front);
  pair.gateway = language_in(*gateway);
  if (object.has("normalise")) {
    const auto steps = regex::normaliser_of(object.string("normalise"));
    if (!steps)
      object.miss("normalise", "must be of " + listed(regex::normaliser_words()) + ", with commas");
    pair.normaliser = *steps;
  }
  if (object.has("luhn")) pair.luhn = object.flag("luhn");
  return pair;
}

}  // namespace checkoutdiag::fields
