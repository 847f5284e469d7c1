#include <nlohmann/json.hpp>

#include "cli/output/fingerprint.hpp"
#include "cli/output/output.hpp"
#include "cli/output/sections.hpp"
#include "lib/text/time.hpp"

namespace checkoutdiag::output {
namespace {

using Json = nlohmann::ordered_json;

// A name may be given several times (targets, reports), so each is an array, whatever their number.
Json arguments_of(const Report& report) {
  Json all = Json::object();
  for (const auto& [name, value] : report.arguments)
    all[name].push_back(value);
  return all;
}

Json evidence_of(const Finding& finding) {
  Json all = Json::object();
  for (const auto& [key, value] : finding.evidence.items)
    std::visit([&, &key = key](const auto& plain) { all[key] = plain; }, value);
  return all;
}

Json references_of(const Rule& rule) {
  Json all = Json::array();
  for (const Reference& reference : rule.references)
    all.push_back({{"title", reference.title}, {"url", reference.url}});
  return all;
}

Json waived_of(const Finding& finding) {
  if (!finding.waived) return nullptr;
  const Time end = finding.waived->expires;
  return {{"reason", finding.waived->reason},
          {"expires", end == kNoEnd ? Json() : Json(text::date(end))}};
}

Json place_of(const std::optional<Place>& place) {
  if (!place) return nullptr;
  return {{"file", place->file}, {"line", place->line}};
}

Json subjects_of(const Report& report) {
  Json all = Json::array();
  for (const Subject& each : report.subjects)
    all.push_back({{"name", each.name}, {"note", each.note}, {"place", place_of(each.place)}});
  return all;
}

// What held and what was skipped is the most of a report, so that each rule is written once.
Json held_of(const Report& report) {
  Json all = Json::object();
  for (const Outcome& outcome : report.outcomes)
    if (outcome.skipped_because.empty() && outcome.inconclusive_because.empty() &&
        outcome.findings.empty())
      all[std::string(outcome.rule->id)].push_back(outcome.subject);
  return all;
}

Json skipped_of(const Report& report) {
  Json all = Json::object();
  for (const Outcome& outcome : report.outcomes)
    if (!outcome.skipped_because.empty())
      all[std::string(outcome.rule->id)][outcome.skipped_because].push_back(outcome.subject);
  return all;
}

Json findings_of(const Report& report) {
  Json all = Json::array();
  Fingerprints fingerprints;
  for (const Outcome& outcome : report.outcomes)
    for (const Finding& finding : outcome.findings)
      all.push_back({{"rule", outcome.rule->id},
                     {"level", name(finding.level)},
                     {"subject", outcome.subject},
                     {"message", finding.message},
                     {"evidence", evidence_of(finding)},
                     {"fix", fix_of(outcome, finding)},
                     {"references", references_of(*outcome.rule)},
                     {"fingerprint", fingerprints.of(outcome, finding.message)},
                     {"place", place_of(finding.place)},
                     {"waived", waived_of(finding)}});
  return all;
}

Json inconclusive_of(const Report& report) {
  Json all = Json::array();
  for (const Outcome& outcome : report.outcomes)
    if (!outcome.inconclusive_because.empty())
      all.push_back({{"rule", outcome.rule->id},
                     {"subject", outcome.subject},
                     {"reason", outcome.inconclusive_because}});
  return all;
}

// JSON text laid out anew, two spaces for each level from `depth` on: reading megabytes of facts
// into a tree only to write them again would take longer than finding them.
std::string laid_out(std::string_view json, std::size_t depth) {
  std::string out;
  out.reserve(json.size() * 2);
  bool in_text = false;
  const auto line = [&] { out.append("\n").append(depth * 2, ' '); };
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (in_text) {
      out += c;
      if (c == '\\' && i + 1 < json.size())
        out += json[++i];
      else if (c == '"')
        in_text = false;
    } else if (c == '"') {
      in_text = true;
      out += c;
    } else if (c == '{' || c == '[') {
      out += c;
      std::size_t next = json.find_first_not_of(" \n\r\t", i + 1);
      if (next != std::string_view::npos && (json[next] == '}' || json[next] == ']')) {
        out += json[next];
        i = next;
        continue;
      }
      ++depth;
      line();
    } else if (c == '}' || c == ']') {
      --depth;
      line();
      out += c;
    } else if (c == ',') {
      out += c;
      line();
    } else if (c == ':') {
      out += ": ";
    } else if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
      out += c;
    }
  }
  return out;
}

std::string text_of(const Json& document) {
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string json(const Report& report, const Context& context) {
  const Summary sum = summarize(report.outcomes);
  Json document{
      {"schema", "checkoutdiag.report/1"},
      {"tool", {{"name", "checkoutdiag"}, {"version", context.version}}},
      {"command", report.command},
      {"arguments", arguments_of(report)},
      {"started", text::rfc3339(report.started)},
      {"duration_ms", report.duration.count()},
      {"status", name(context.status)},
      {"exit_code", context.exit_code},
      {"summary",
       {{"error", sum.error},
        {"warning", sum.warning},
        {"note", sum.note},
        {"waived", sum.waived},
        {"inconclusive", sum.inconclusive}}},
      {"findings", findings_of(report)},
      {"inconclusive", inconclusive_of(report)},
      {"held", held_of(report)},
      {"skipped", skipped_of(report)},
      {"subjects", subjects_of(report)},
  };
  // The facts are JSON already, and the last key.
  document["data"] = nullptr;
  std::string text = text_of(document);
  constexpr std::string_view kEnd = "null\n}\n";
  text.resize(text.size() - kEnd.size());
  return text + laid_out(report.data, 1) + "\n}\n";
}

std::string error_json(std::string_view message, std::string_view hint) {
  Json document{{"schema", "checkoutdiag.error/1"}, {"error", {{"message", message}}}};
  document["error"]["hint"] = hint.empty() ? Json(nullptr) : Json(hint);
  return text_of(document);
}

}  // namespace checkoutdiag::output
