#include <map>
#include <nlohmann/json.hpp>

#include "cli/output/fingerprint.hpp"
#include "cli/output/fix.hpp"
#include "cli/output/output.hpp"
#include "cli/output/sections.hpp"
#include "lib/text/time.hpp"

// SARIF 2.1.0 (OASIS), as GitHub code scanning wants it: it refuses a whole file when one result
// has no physical location.
namespace checkoutdiag::output {
namespace {

using Json = nlohmann::ordered_json;

using RuleIndex = std::map<std::string_view, std::size_t>;

bool plain_in_uri(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-._~/").find(c) != std::string_view::npos;
}

// A path as a URI reference. ":" is always escaped: in the first segment it would end a scheme.
std::string uri(std::string_view path) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string result = path.substr(0, 1) == "/" ? "file://" : "";
  for (char c : path) {
    if (plain_in_uri(c)) {
      result += c;
      continue;
    }
    auto byte = static_cast<unsigned char>(c);
    result += '%';
    result += kHex[byte >> 4];
    result += kHex[byte & 15];
  }
  return result;
}

// Where it is in a file; a target that was written in none is its own file.
Json location(const Section& section, const Finding* finding, const Context& context) {
  Place place = place_of(section, finding, context.at).value_or(Place{section.name, 1});
  return {
      {"physicalLocation",
       {{"artifactLocation", {{"uri", uri(place.file)}}}, {"region", {{"startLine", place.line}}}}},
      {"logicalLocations",
       Json::array({{{"fullyQualifiedName", section.name}, {"kind", "resource"}}})}};
}

std::string capital(std::string_view id) {
  std::string result;
  bool start = true;
  for (char c : id) {
    bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (letter) result += start && c >= 'a' ? static_cast<char>(c - 32) : c;
    start = !letter;
  }
  return result;
}

Json rule_of(const Rule& rule) {
  std::string help = "Why: " + std::string(rule.why) + "\n\nFix: " + std::string(rule.fix) + "\n";
  std::string markdown = "**Why:** " + std::string(rule.why) + "\n\n**Fix:**";
  for (const FixPart& part : parts_of(rule.fix)) {
    if (part.command) {
      markdown += "\n\n" + fenced(part.lines, "");
      continue;
    }
    for (const std::string& line : part.lines)
      markdown += (markdown.back() == '\n' ? "\n" : " ") + line;
  }
  if (markdown.back() != '\n') markdown += "\n";
  for (const Reference& reference : rule.references) {
    help += "\n" + std::string(reference.title) + ": " + std::string(reference.url);
    markdown += "\n- [" + std::string(reference.title) + "](" + std::string(reference.url) + ")";
  }
  Json result{{"id", rule.id},
              {"name", capital(rule.id)},
              {"shortDescription", {{"text", rule.title}}},
              {"fullDescription", {{"text", rule.why}}},
              {"help", {{"text", help}, {"markdown", markdown}}},
              {"defaultConfiguration", {{"level", name(rule.level)}}}};
  if (!rule.references.empty()) result["helpUri"] = rule.references.front().url;
  result["properties"] = {{"tags", {rule.id.substr(0, rule.id.find('/'))}}};
  return result;
}

Json rules_of(const Report& report, RuleIndex& index) {
  Json rules = Json::array();
  for (const Outcome& outcome : report.outcomes)
    if (index.emplace(outcome.rule->id, rules.size()).second)
      rules.push_back(rule_of(*outcome.rule));
  return rules;
}

// The standard wants suppressions for all results or for none, so they are always there.
Json suppressions(const Finding& finding) {
  if (!finding.waived) return Json::array();
  const bool has_end = finding.waived->expires != kNoEnd;
  std::string until = has_end ? " (until " + text::date(finding.waived->expires) + ")" : "";
  return Json::array({{{"kind", "external"},
                       {"status", "accepted"},
                       {"justification", finding.waived->reason + until}}});
}

Json results_of(const std::vector<Section>& all, const Context& context, const RuleIndex& index) {
  Fingerprints fingerprints;
  Json results = Json::array();
  auto base = [&](const Outcome& outcome, std::string_view kind, std::string_view level) {
    return Json{{"ruleId", outcome.rule->id},
                {"ruleIndex", index.at(outcome.rule->id)},
                {"kind", kind},
                {"level", level}};
  };
  for (const Section& section : all) {
    for (const Outcome* outcome : section.outcomes) {
      for (const Finding& finding : outcome->findings) {
        Json result = base(*outcome, "fail", name(finding.level));
        result["message"] = {{"text", section.name + ": " + finding.message +
                                          "\nFix: " + fix_of(*outcome, finding)}};
        result["locations"] = Json::array({location(section, &finding, context)});
        result["partialFingerprints"] = {
            {"checkoutdiag/v1", fingerprints.of(*outcome, finding.message)}};
        result["suppressions"] = suppressions(finding);
        results.push_back(std::move(result));
      }
      if (outcome->inconclusive_because.empty()) continue;
      // "open": evaluated, with too little information to decide; the standard has no level for it.
      Json result = base(*outcome, "open", "none");
      result["message"] = {
          {"text", section.name + ": could not be decided: " + outcome->inconclusive_because}};
      result["locations"] = Json::array({location(section, nullptr, context)});
      result["partialFingerprints"] = {{"checkoutdiag/v1", fingerprints.of(*outcome, "open")}};
      result["suppressions"] = Json::array();
      results.push_back(std::move(result));
    }
  }
  return results;
}

}  // namespace

std::string sarif(const Report& report, const Context& context) {
  RuleIndex index;
  Json rules = rules_of(report, index);
  Time ended = report.started + std::chrono::duration_cast<std::chrono::seconds>(report.duration);
  Json run{{"tool",
            {{"driver",
              {{"name", "checkoutdiag"},
               {"version", context.version},
               {"semanticVersion", context.version},
               {"rules", std::move(rules)}}}}},
           {"automationDetails", {{"id", "checkoutdiag " + report.command + "/"}}},
           {"invocations", Json::array({{{"executionSuccessful", true},
                                         {"exitCode", context.exit_code},
                                         {"startTimeUtc", text::rfc3339(report.started)},
                                         {"endTimeUtc", text::rfc3339(ended)}}})},
           {"results", results_of(sections(report), context, index)}};
  Json document{{"$schema",
                 "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
                 "sarif-schema-2.1.0.json"},
                {"version", "2.1.0"},
                {"runs", Json::array({std::move(run)})}};
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace checkoutdiag::output
