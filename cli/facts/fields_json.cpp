#include <nlohmann/json.hpp>

#include "cli/facts/fields_facts.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/redact.hpp"

namespace checkoutdiag::facts {
namespace {

using Json = nlohmann::ordered_json;

Json value_of(const std::optional<std::string>& witness) {
  return witness ? Json(text::redacted(*witness)) : Json();
}

Json kinds_of(const std::vector<regex::Witness>& kinds) {
  Json list = Json::array();
  for (const regex::Witness& each : kinds)
    list.push_back({{"kind", each.kind}, {"value", text::redacted(each.value)}});
  return list;
}

Json side_of(const regex::Language& language) {
  const regex::Pattern& pattern = language.patterns.front();
  return {{"pattern", pattern.text},
          {"dialect", std::string(regex::word_of(pattern.dialect))},
          {"maxlength", language.longest == regex::kNoLimit ? Json() : Json(language.longest)}};
}

std::string dumped(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::string pair_line(const std::string& name, const regex::Comparison& seen) {
  return dumped({{"name", name},
                 {"verdict", std::string(regex::word_of(seen.verdict))},
                 {"front_only", value_of(seen.front_only)},
                 {"gateway_only", value_of(seen.gateway_only)},
                 {"reason", seen.reason.empty() ? Json() : Json(seen.reason)}});
}

std::string to_json(const fields::PairCase& pair) {
  const regex::Comparison& seen = pair.seen;
  return dumped({{"front", side_of(pair.rules.front)},
                 {"gateway", side_of(pair.rules.gateway)},
                 {"verdict", std::string(regex::word_of(seen.verdict))},
                 {"front_only", value_of(seen.front_only)},
                 {"gateway_only", value_of(seen.gateway_only)},
                 {"front_kinds", kinds_of(seen.front_kinds)},
                 {"gateway_kinds", kinds_of(seen.gateway_kinds)},
                 {"luhn", pair.rules.luhn},
                 {"reason", seen.reason.empty() ? Json() : Json(seen.reason)}});
}

std::vector<Detail> pair_details(const fields::PairCase& pair) {
  std::vector<Detail> details;
  const auto add = [&](const char* label, const regex::Language& language) {
    const regex::Pattern& pattern = language.patterns.front();
    details.push_back({label, text::printable(pattern.text, 300) + " (" +
                                  std::string(regex::word_of(pattern.dialect)) + ")"});
  };
  add("front end", pair.rules.front);
  add("gateway", pair.rules.gateway);
  details.push_back({"verdict", std::string(regex::word_of(pair.seen.verdict))});
  return details;
}

}  // namespace checkoutdiag::facts
