#include <nlohmann/json.hpp>

#include "cli/facts/fields_facts.hpp"
#include "lib/text/redact.hpp"

namespace checkoutdiag::facts {
namespace {

using Growth = regex::Backtracking::Growth;
using Json = nlohmann::ordered_json;

std::string_view word_of(Growth growth) {
  switch (growth) {
    case Growth::linear:
      return "linear";
    case Growth::polynomial:
      return "polynomial";
    case Growth::exponential:
      return "exponential";
    case Growth::unknown:
      break;
  }
  return "unknown";
}

Json pattern_of(const fields::PatternFacts& facts) {
  const regex::Backtracking& found = facts.backtracking;
  Json attack;
  if (found.growth == Growth::polynomial || found.growth == Growth::exponential)
    attack = {{"before", found.before},
              {"pump", found.pump},
              {"times", found.times ? Json(found.times) : Json()},
              {"after", found.after}};
  return {{"pattern", text::redacted(facts.pattern.text)},
          {"dialect", std::string(regex::word_of(facts.pattern.dialect))},
          {"anchored", facts.anchors.is_whole()},
          {"backtracking", std::string(word_of(found.growth))},
          {"approximate", found.is_approximate},
          {"attack", attack}};
}

}  // namespace

std::string to_json(const fields::Schema& schema, const std::vector<fields::LintCase>& all) {
  Json list = Json::array();
  for (const fields::LintCase& each : all) {
    Json patterns = Json::array();
    for (const fields::PatternFacts& pattern : each.facts.patterns)
      patterns.push_back(pattern_of(pattern));
    list.push_back({{"name", each.facts.field.name},
                    {"meaning", std::string(fields::word_of(each.facts.field.meaning))},
                    {"country", each.facts.country.empty() ? Json() : Json(each.facts.country)},
                    {"patterns", patterns}});
  }
  return Json{{"source", schema.source}, {"kind", schema.kind}, {"fields", list}}.dump(
      -1, ' ', false, Json::error_handler_t::replace);
}

std::vector<Detail> lint_details(const fields::LintFacts& facts) {
  std::vector<Detail> details = {{"rule", words_of(facts.language)}};
  if (facts.field.meaning != fields::Meaning::other)
    details.push_back({"meaning", std::string(fields::word_of(facts.field.meaning))});
  return details;
}

}  // namespace checkoutdiag::facts
