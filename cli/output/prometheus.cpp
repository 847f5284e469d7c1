#include <fmt/core.h>

#include <map>

#include "cli/output/output.hpp"
#include "cli/output/sections.hpp"
#include "lib/text/escape.hpp"

// The text format of Prometheus, version 0.0.4. Series are few: one for each subject and level, and
// one for each rule that failed; messages, which change, are no labels.
namespace checkoutdiag::output {
namespace {

// A label's value: backslash, quote and newline are escaped, and nothing else has to be.
std::string label(std::string_view name, std::string_view value) {
  std::string text;
  for (char c : text::printable(value)) {
    if (c == '\\' || c == '"') text += '\\';
    text += c;
  }
  return fmt::format("{}=\"{}\"", name, text);
}

std::string heading(const char* name, const char* help) {
  return fmt::format("# HELP {0} {1}\n# TYPE {0} gauge\n", name, help);
}

struct Sample {
  std::string labels;
  int value;
};

std::string samples(const char* name, const char* help, const std::vector<Sample>& all) {
  std::string text = heading(name, help);
  for (const Sample& each : all)
    text += fmt::format("{}{{{}}} {}\n", name, each.labels, each.value);
  return text;
}

std::vector<Sample> by_level(const std::vector<Section>& all, const std::string& command) {
  std::vector<Sample> samples;
  for (const Section& section : all) {
    const std::string whose = command + "," + label("subject", section.name);
    const Summary& found = section.counts.found;
    const std::pair<const char*, int> counts[] = {
        {"error", found.error}, {"warning", found.warning}, {"note", found.note}};
    for (const auto& [level, count] : counts)
      samples.push_back({whose + "," + label("level", level), count});
  }
  return samples;
}

std::vector<Sample> by_rule(const std::vector<Section>& all, const std::string& command) {
  std::vector<Sample> samples;
  for (const Section& section : all)
    for (const Outcome* outcome : section.outcomes) {
      std::map<Level, int> counts;
      for (const Finding& finding : outcome->findings)
        if (!finding.waived) ++counts[finding.level];
      for (const auto& [level, count] : counts)
        samples.push_back({command + "," + label("subject", section.name) + "," +
                               label("rule", outcome->rule->id) + "," + label("level", name(level)),
                           count});
    }
  return samples;
}

std::vector<Sample> of_sections(const std::vector<Section>& all, const std::string& command,
                                int Summary::*count) {
  std::vector<Sample> samples;
  for (const Section& section : all)
    samples.push_back(
        {command + "," + label("subject", section.name), section.counts.found.*count});
  return samples;
}

}  // namespace

std::string prometheus(const Report& report, const Context& context) {
  const std::vector<Section> all = sections(report);
  const std::string command = label("command", report.command);
  std::string text = samples("checkoutdiag_findings", "Findings that are not waived, by level.",
                             by_level(all, command));
  text += samples("checkoutdiag_rule_findings", "Findings that are not waived, of rules with any.",
                  by_rule(all, command));
  text += samples("checkoutdiag_waived", "Findings that are waived.",
                  of_sections(all, command, &Summary::waived));
  text += samples("checkoutdiag_inconclusive", "Rules that could not be decided.",
                  of_sections(all, command, &Summary::inconclusive));
  text += samples("checkoutdiag_exit_code", "0 pass, 1 findings, 3 inconclusive.",
                  {{command, context.exit_code}});
  text += heading("checkoutdiag_duration_seconds", "How long the run took.");
  text += fmt::format("checkoutdiag_duration_seconds{{{}}} {:.3f}\n", command,
                      static_cast<double>(report.duration.count()) / 1000);
  text += heading("checkoutdiag_last_run_timestamp_seconds", "When the run began.");
  text += fmt::format("checkoutdiag_last_run_timestamp_seconds{{{}}} {}\n", command,
                      report.started.time_since_epoch().count());
  return text;
}

}  // namespace checkoutdiag::output
