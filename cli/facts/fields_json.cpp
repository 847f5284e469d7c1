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
  Json patterns = Json::array();
  for (const regex::Pattern& each : language.patterns)
    patterns.push_back({{"pattern", text::redacted(each.text)},
                        {"dialect", std::string(regex::word_of(each.dialect))}});
  Json values = Json::array();
  for (const std::string& each : language.values)
    values.push_back(text::redacted(each));
  return {{"patterns", patterns},
          {"minlength", language.shortest},
          {"maxlength", language.longest == regex::kNoLimit ? Json() : Json(language.longest)},
          {"values", values},
          {"optional", language.optional}};
}

Json pair_of(const fields::PairCase& pair) {
  const regex::Comparison& seen = pair.seen;
  return {{"front", side_of(pair.rules.front)},
          {"gateway", side_of(pair.rules.gateway)},
          {"verdict", std::string(regex::word_of(seen.verdict))},
          {"front_only", value_of(seen.front_only)},
          {"gateway_only", value_of(seen.gateway_only)},
          {"front_kinds", kinds_of(seen.front_kinds)},
          {"gateway_kinds", kinds_of(seen.gateway_kinds)},
          {"luhn", pair.rules.luhn},
          {"reason", seen.reason.empty() ? Json() : Json(seen.reason)}};
}

Json names_of(const std::vector<const fields::Field*>& fields) {
  Json list = Json::array();
  for (const fields::Field* each : fields)
    list.push_back(each->name);
  return list;
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
  return dumped(pair_of(pair));
}

std::string to_json(const fields::SchemaCase& schemas, const std::vector<fields::PairCase>& pairs) {
  Json list = Json::array();
  for (const fields::PairCase& each : pairs) {
    Json one = {{"name", each.rules.name},
                {"gateway_name", each.rules.gateway_name},
                {"country", each.rules.country.empty() ? Json() : Json(each.rules.country)}};
    one.update(pair_of(each));
    one["refuses_empty"] = each.rules.refuses_empty ? Json(*each.rules.refuses_empty) : Json();
    one["front_unread"] = each.rules.front_unread;
    one["gateway_unread"] = each.rules.gateway_unread;
    list.push_back(std::move(one));
  }
  const auto about = [](const fields::Schema& schema) {
    return Json{{"source", schema.source}, {"kind", schema.kind}};
  };
  return dumped({{"front", about(schemas.front)},
                 {"gateway", about(schemas.gateway)},
                 {"fields", list},
                 {"only_in_front", names_of(schemas.front_only)},
                 {"only_in_gateway", names_of(schemas.gateway_only)}});
}

// "/^\d+$/ (javascript), at most 19 long, may be empty".
std::string words_of(const regex::Language& language) {
  std::string text;
  const auto add = [&](const std::string& more) { text += (text.empty() ? "" : ", ") + more; };
  for (const regex::Pattern& each : language.patterns)
    add(text::printable(text::redacted(each.text), 300) + " (" +
        std::string(regex::word_of(each.dialect)) + ")");
  if (!language.values.empty()) add("one of " + std::to_string(language.values.size()) + " values");
  if (language.shortest > 0) add("at least " + std::to_string(language.shortest) + " long");
  if (language.longest != regex::kNoLimit)
    add("at most " + std::to_string(language.longest) + " long");
  if (text.empty()) add("anything");
  if (language.optional) add("may be empty");
  return text;
}

namespace {

std::string listed(const std::vector<const fields::Field*>& fields) {
  std::string text;
  for (const fields::Field* each : fields)
    text += (text.empty() ? "" : ", ") + text::printable(each->name, 60);
  return text;
}

}  // namespace

std::vector<Detail> pair_details(const fields::PairCase& pair) {
  return {{"front end", words_of(pair.rules.front)},
          {"gateway", words_of(pair.rules.gateway)},
          {"verdict", std::string(regex::word_of(pair.seen.verdict))}};
}

std::vector<Detail> schema_details(const fields::SchemaCase& schemas) {
  std::vector<Detail> details;
  if (!schemas.front_only.empty()) details.push_back({"form only", listed(schemas.front_only)});
  if (!schemas.gateway_only.empty())
    details.push_back({"gateway only", listed(schemas.gateway_only)});
  return details;
}

}  // namespace checkoutdiag::facts
