#include "cli/waivers.hpp"

#include <nlohmann/json.hpp>

#include "checks/waivers/waivers.hpp"
#include "cli/rule_patterns.hpp"
#include "lib/failure.hpp"
#include "lib/text/json_shape.hpp"

namespace checkoutdiag {
namespace {

using Json = nlohmann::json;  // the ordered kind takes quadratic time over keys
using waivers::Use;

constexpr const char* kShape =
    "an entry is {\"rule\": \"tls/cbc-cipher\", \"subject\": \"host:443\", \"reason\": \"why\", "
    "\"expires\": \"2027-01-31\"}";

// A megabyte has fewer: an entry has five values and seventy bytes.
constexpr text::JsonLimits kLimits{8, 100'000};

Failure wrong(const std::string& where, const std::string& what, const std::string& hint = kShape) {
  return Failure(Failure::Kind::input, where + ": " + what, hint);
}

// The lines on which the objects of the outer array begin; for messages and for formats that point
// into files.
std::vector<int> lines_of_entries(const std::string& text) {
  std::vector<int> lines;
  int line = 1, arrays = 0, objects = 0, wrapped = 0;
  bool in_string = false, escaped = false;
  for (char c : text) {
    if (c == '\n') ++line;
    if (in_string) {
      in_string = escaped || c != '"';
      escaped = !escaped && c == '\\';
      continue;
    }
    if (c == '"') in_string = true;
    if (c == '[') ++arrays;
    if (c == ']') --arrays;
    if (c == '{' && arrays == 0) wrapped = 1;
    if (c == '{' && ++objects == 1 + wrapped && arrays == 1) lines.push_back(line);
    if (c == '}') --objects;
  }
  return lines;
}

std::string required(const Json& entry, const char* key, const std::string& where) {
  if (!entry.contains(key)) throw wrong(where, "\"" + std::string(key) + "\" is missing");
  const Json& value = entry[key];
  if (!value.is_string() || value.get_ref<const std::string&>().empty())
    throw wrong(where, "\"" + std::string(key) + "\" must be a text that is not empty");
  return text::printable(value.get_ref<const std::string&>());
}

// A misspelt one would excuse nothing and look as if it did.
void check_rule(const std::string& rule, const std::string& where) {
  if (const std::string hint = fault_of_rule_pattern(rule); !hint.empty())
    throw wrong(where, "there is no rule " + rule, hint);
}

Waiver read_entry(const Json& entry, const std::string& where) {
  if (!entry.is_object()) throw wrong(where, "an entry must be an object");
  Waiver waiver{required(entry, "rule", where),
                required(entry, "subject", where),
                required(entry, "reason", where),
                {}};
  for (const auto& [key, value] : entry.items())
    if (key != "rule" && key != "subject" && key != "reason" && key != "expires")
      throw wrong(where, "unknown key \"" + text::printable(key, 80) + "\"");
  check_rule(waiver.rule, where);
  std::string expires = required(entry, "expires", where);
  std::optional<Time> day = text::parse_time(expires);
  if (!day || expires.size() != std::string_view("2027-01-31").size())
    throw wrong(where, "\"expires\" must be a date such as 2027-01-31, not " + expires);
  waiver.expires = *day;
  return waiver;
}

std::string in_words(const text::JsonFault& fault) {
  switch (fault.kind) {
    case text::JsonFault::Kind::too_deep:
      return "is nested too deeply";
    case text::JsonFault::Kind::too_many:
      return "has more values than a file of waivers";
    case text::JsonFault::Kind::given_twice:
      return "\"" + text::printable(fault.key, 80) + "\" is given twice in one object";
    case text::JsonFault::Kind::number:
      return "is not JSON";
    case text::JsonFault::Kind::not_json:
      break;
  }
  return "is not JSON, at byte " + std::to_string(fault.byte);
}

Json entries_of(const std::string& text, const std::string& file) {
  if (auto fault = text::fault_in_json(text, kLimits)) throw wrong(file, in_words(*fault));
  Json document = Json::parse(text);
  if (document.is_array()) return document;
  if (!document.is_object() || !document.contains("waivers") || !document["waivers"].is_array())
    throw wrong(file, "must be an array of waivers, or {\"waivers\": [...]}");
  for (const auto& [key, value] : document.items())
    if (key != "waivers") throw wrong(file, "unknown key \"" + text::printable(key, 80) + "\"");
  return document["waivers"];
}

bool covers(const Waiver& waiver, const Outcome& outcome) {
  return matches_rule(waiver.rule, outcome.rule->id) &&
         matches_glob(waiver.subject, outcome.subject);
}

// Excuses what the waiver covers, and says what it was good for. It says "held" only of a rule that
// ran: one that could not be decided today may need its waiver tomorrow.
Use use(const Waiver& waiver, bool in_force, std::vector<Outcome>& outcomes) {
  Use result = Use::no_subject;
  for (Outcome& outcome : outcomes) {
    if (result == Use::no_subject && matches_glob(waiver.subject, outcome.subject))
      result = Use::undecided;
    if (!covers(waiver, outcome)) continue;
    bool ran = outcome.skipped_because.empty() && outcome.inconclusive_because.empty();
    if (outcome.findings.empty() && ran && result == Use::undecided) result = Use::held;
    for (Finding& finding : outcome.findings) {
      result = Use::used;
      if (in_force && !finding.waived) finding.waived = waiver;
    }
  }
  return result;
}

}  // namespace

bool matches_glob(std::string_view pattern, std::string_view text) {
  // Goes back only to the last "*", which is enough and keeps hostile patterns cheap.
  std::size_t p = 0, t = 0, star = std::string_view::npos, mark = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      mark = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++mark;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*')
    ++p;
  return p == pattern.size();
}

std::vector<WrittenWaiver> parse_waivers(const std::string& text, const std::string& file) {
  std::vector<WrittenWaiver> waivers;
  std::string name = text::printable(file, 400);
  std::vector<int> lines = lines_of_entries(text);
  std::size_t number = 0;
  for (const Json& entry : entries_of(text, name)) {
    int line = number < lines.size() ? lines[number] : 1;
    std::string where = name + ", entry " + std::to_string(++number);
    waivers.push_back({read_entry(entry, where), Place{file, line}});
  }
  return waivers;
}

void mark_waived(const std::vector<WrittenWaiver>& written, Time now, Report& report) {
  for (const WrittenWaiver& each : written)
    if (!waivers::is_expired(each.waiver, now)) use(each.waiver, true, report.outcomes);
}

void apply_waivers(const std::vector<WrittenWaiver>& written, const std::string& file, Time now,
                   bool is_whole, Report& report) {
  waivers::WaiverCase seen{{}, now};
  for (const WrittenWaiver& each : written) {
    bool in_force = !waivers::is_expired(each.waiver, now);
    Use good_for = use(each.waiver, in_force, report.outcomes);
    if (!is_whole && good_for != Use::used) good_for = Use::undecided;
    seen.entries.push_back({each.waiver, each.place, good_for});
  }
  judge(waivers::all(), seen, text::printable(file, 400), report.outcomes);
}

}  // namespace checkoutdiag
