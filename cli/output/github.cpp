#include "cli/output/output.hpp"
#include "cli/output/sections.hpp"
#include "cli/output/workflow.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag::output {
namespace {

constexpr int kShownPerStep = 10;  // of each kind; GitHub drops the rest without a word

std::string_view command_of(Level level) {
  if (level == Level::error) return "error";
  return level == Level::warning ? "warning" : "notice";
}

std::string annotation(std::string_view command, const std::optional<Place>& place,
                       const std::string& title, const std::string& text) {
  std::string line = "::" + std::string(command) + " ";
  if (place && place->file != "stdin")
    line += "file=" + command_property(place->file) + ",line=" + std::to_string(place->line) + ",";
  return line + "title=" + command_property(title) + "::" + command_data(text) + "\n";
}

std::string of_level(const std::vector<Section>& all, Level level, const Context& context) {
  std::string text;
  for (const Section& section : all)
    for (const Outcome* outcome : section.outcomes)
      for (const Finding& finding : outcome->findings)
        if (!finding.waived && finding.level == level)
          text += annotation(
              command_of(level), place_of(section, &finding, context.at),
              std::string(outcome->rule->id),
              section.name + ": " + finding.message + "\nfix: " + fix_of(*outcome, finding));
  return text;
}

std::string of_open(const std::vector<Section>& all, const Context& context) {
  std::string text;
  for (const Section& section : all)
    for (const Outcome* outcome : section.outcomes)
      if (!outcome->inconclusive_because.empty())
        text += annotation("warning", place_of(section, nullptr, context.at),
                           std::string(outcome->rule->id) + " is inconclusive",
                           section.name + ": " + outcome->inconclusive_because);
  return text;
}

}  // namespace

std::string github(const Report& report, const Context& context) {
  std::vector<Section> all = sections(report);
  Counts counts = count(all);
  std::string text = of_level(all, Level::error, context) + of_open(all, context) +
                     of_level(all, Level::warning, context) + of_level(all, Level::note, context);
  const Summary& found = counts.found;
  bool cut = found.error > kShownPerStep || found.note > kShownPerStep ||
             found.warning + found.inconclusive > kShownPerStep;
  text += "checkoutdiag " + report.command + ": " + verdict(counts);
  if (std::string as_of = judged_as_of(report); !as_of.empty()) text += ", " + as_of;
  if (cut) text += " (GitHub shows the first 10 of a kind; this log has all)";
  return text + "\n";
}

}  // namespace checkoutdiag::output
