#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/facts/fields_facts.hpp"
#include "cli/output/layout.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/redact.hpp"

namespace checkoutdiag::facts {
namespace {

using fields::Meaning;
using fields::ValuesCase;
using Json = nlohmann::ordered_json;

std::string dumped(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// "Visa", "Discover or Maestro".
std::string brands_of(const fields::RecordJudge& judge) {
  std::string text;
  for (const fields::Brand* each : judge.brands())
    text += (text.empty() ? "" : " or ") + each->name;
  return text;
}

Json tallies_of(const ValuesCase& seen) {
  Json list = Json::array();
  for (const fields::Tally& each : seen.tallies)
    list.push_back({{"field", each.field},
                    {"reason", std::string(fields::word_of(each.reason))},
                    {"records", each.records},
                    {"lines", each.lines}});
  return list;
}

std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t kMost = 12;
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < kMost; ++i)
    text += (i ? ", " : "") + text::printable(names[i], 60);
  if (names.size() > kMost) text += fmt::format(" and {} more", names.size() - kMost);
  return text;
}

}  // namespace

std::string json_text(const std::string& text) {
  return dumped(Json(text));
}

std::string shown_value(std::string_view value, Meaning meaning) {
  constexpr std::size_t kHead = 6, kTail = 4, kLeast = 12, kLongest = 80;
  if (value.empty()) return "the empty value";
  if (meaning == Meaning::security_code) return "(not shown)";
  if (meaning == Meaning::card_number) {
    const auto digits = std::count_if(value.begin(), value.end(), &text::is_digit);
    if (static_cast<std::size_t>(digits) < kLeast) return fmt::format("({} digits)", digits);
    return "'" + text::printable(value.substr(0, kHead)) + "\u2026" +
           text::printable(value.substr(value.size() - kTail)) + "'";
  }
  return "'" + text::printable(text::redacted(value), kLongest) + "'";
}

std::vector<Detail> value_details(const fields::RecordJudge& judge,
                                  const std::vector<std::string>& names,
                                  const std::vector<std::string_view>& values) {
  std::vector<Detail> details;
  for (std::size_t at = 0; at < names.size(); ++at) {
    const auto [is_judged, meaning] = judge.known(at);
    std::string words = shown_value(values[at], meaning);
    if (judge.sent(at) != values[at]) words += ", sent as " + shown_value(judge.sent(at), meaning);
    if (!is_judged) words += ", not judged: nothing is known of the field";
    if (meaning == Meaning::card_number && !judge.brands().empty())
      words += ", " + brands_of(judge);
    details.push_back({text::printable(names[at], 60), words});
  }
  return details;
}

std::vector<Detail> stream_details(const ValuesCase& seen, const StreamFacts& facts) {
  std::vector<Detail> details;
  details.push_back({"records", std::to_string(seen.records)});
  for (std::size_t at = 0; at < std::size(facts.verdicts); ++at)
    if (facts.verdicts[at] > 0)
      details.push_back({std::string(StreamFacts::kWords[at]), std::to_string(facts.verdicts[at])});
  details.push_back({"judged", listed(facts.columns)});
  if (!facts.ignored.empty()) details.push_back({"not judged", listed(facts.ignored)});
  return details;
}

std::string to_json(const fields::RecordJudge& judge, const std::vector<std::string>& names,
                    const std::vector<std::string_view>& values, const ValuesCase& seen) {
  Json list = Json::array();
  for (std::size_t at = 0; at < names.size(); ++at) {
    const auto [is_judged, meaning] = judge.known(at);
    Json reasons = Json::array();
    for (const fields::Tally& each : seen.tallies)
      if (each.field == names[at]) reasons.push_back(std::string(fields::word_of(each.reason)));
    Json one = {{"field", names[at]},
                {"meaning", std::string(fields::word_of(meaning))},
                {"judged", is_judged},
                {"value", shown_value(values[at], meaning)},
                {"sent", shown_value(judge.sent(at), meaning)},
                {"reasons", reasons}};
    if (meaning == Meaning::card_number) {
      one["brands"] = Json::array();
      for (const fields::Brand* each : judge.brands())
        one["brands"].push_back(each->id);
    }
    list.push_back(std::move(one));
  }
  return dumped({{"values", list}, {"absent", seen.absent}});
}

std::string to_json(const ValuesCase& seen, const StreamFacts& facts) {
  Json verdicts;
  for (std::size_t at = 0; at < std::size(facts.verdicts); ++at)
    verdicts[std::string(StreamFacts::kWords[at])] = facts.verdicts[at];
  return dumped({{"records", seen.records},
                 {"malformed", seen.malformed},
                 {"verdicts", verdicts},
                 {"problems", tallies_of(seen)},
                 {"columns", facts.columns},
                 {"ignored", facts.ignored},
                 {"absent", seen.absent}});
}

}  // namespace checkoutdiag::facts
