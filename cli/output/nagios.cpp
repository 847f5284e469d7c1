#include <fmt/core.h>

#include "cli/output/output.hpp"
#include "cli/output/sections.hpp"
#include "lib/text/escape.hpp"

// What a plugin of Nagios, Icinga and their kin prints (Monitoring Plugins Development Guidelines):
// "STATE: text | performance data", and details on the lines below.
namespace checkoutdiag::output {
namespace {

// Of a text of several lines the first. "|" begins the performance data, wherever it stands.
std::string plain(std::string_view raw) {
  std::string text = text::printable(raw.substr(0, raw.find('\n')), 1000);
  for (char& c : text)
    if (c == '|') c = '/';
  return text;
}

bool counts(const Finding& finding, const Threshold& threshold) {
  return !finding.waived && threshold.fail_on && finding.level >= *threshold.fail_on;
}

std::string_view state_of(const Report& report, const Context& context) {
  if (context.status == Status::pass) return "OK";
  if (context.status == Status::inconclusive) return "UNKNOWN";
  bool has_finding = false;
  for (const Outcome& outcome : report.outcomes)
    for (const Finding& finding : outcome.findings) {
      if (!counts(finding, context.threshold)) continue;
      if (finding.level == Level::error) return "CRITICAL";
      has_finding = true;
    }
  // --inconclusive fail, and nothing else is wrong.
  return has_finding ? "WARNING" : "CRITICAL";
}

/// The findings and what is open, the worst first, a line each.
std::vector<std::string> lines_of(const std::vector<Section>& all) {
  std::vector<std::string> lines;
  for (const Level level : {Level::error, Level::warning, Level::note})
    for (const Section& section : all)
      for (const Outcome* outcome : section.outcomes)
        for (const Finding& finding : outcome->findings)
          if (!finding.waived && finding.level == level)
            lines.push_back(fmt::format("{}: {} ({}, {})", plain(section.name),
                                        plain(finding.message), name(level), outcome->rule->id));
  for (const Section& section : all)
    for (const Outcome* outcome : section.outcomes)
      if (!outcome->inconclusive_because.empty())
        lines.push_back(fmt::format("{}: {} (inconclusive, {})", plain(section.name),
                                    plain(outcome->inconclusive_because), outcome->rule->id));
  return lines;
}

}  // namespace

std::string nagios(const Report& report, const Context& context) {
  const std::vector<Section> all = sections(report);
  const Counts total = count(all);
  const std::vector<std::string> lines = lines_of(all);
  std::string text =
      fmt::format("CHECKOUTDIAG {}: {}", state_of(report, context), plain(verdict(total)));
  if (!lines.empty()) text += "; " + lines.front();
  const Summary& found = total.found;
  text += fmt::format(
      " | errors={};;0;0 warnings={};0;;0 notes={};;;0 inconclusive={};;;0 "
      "time={:.3f}s;;;0\n",
      found.error, found.warning, found.note, found.inconclusive,
      static_cast<double>(report.duration.count()) / 1000);
  for (std::size_t i = 1; i < lines.size(); ++i)
    text += lines[i] + "\n";
  return text;
}

}  // namespace checkoutdiag::output
