#include "lib/fields/pair.hpp"

#include <fmt/core.h>

#include <array>
#include <nlohmann/json.hpp>

#include "lib/failure.hpp"
#include "lib/fields/language_json.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/json_object.hpp"

namespace checkoutdiag::fields {
namespace {

using regex::Dialect;
using regex::Language;
using text::JsonObject;

constexpr text::JsonLimits kLimits = {16, 20'000};
constexpr std::size_t kMostLine = 1024 * 1024;

Language language_in(const JsonObject& side) {
  side.only(kLanguageKeys);
  return read_language(side);
}

std::string listed(const std::vector<std::string_view>& words) {
  std::string all;
  for (std::string_view each : words)
    all += (all.empty() ? "" : ", ") + std::string(each);
  return all;
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
