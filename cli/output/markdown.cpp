#include "cli/output/layout.hpp"
#include "cli/output/output.hpp"
#include "cli/output/sections.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag::output {
namespace {

// Text that stays text: no markup, no HTML, no table cells, no mentions of people.
std::string md(std::string_view raw) {
  constexpr std::size_t kLongest = 16384;
  std::string safe;
  for (char c : text::printable(raw, kLongest)) {
    if (c == '&')
      safe += "&amp;";
    else if (c == '<')
      safe += "&lt;";
    else if (c == '>')
      safe += "&gt;";
    else if (c == '@')
      safe += "&#64;";
    else if (std::string_view("\\`*_[]|~#").find(c) != std::string_view::npos)
      safe += std::string("\\") + c;
    else
      safe += c;
  }
  return safe;
}

std::string md_lines(std::string_view text) {
  std::string all;
  for (const std::string& line : lines(text))
    all += (all.empty() ? "" : "<br>") + md(line);
  return all;
}

std::string table(const std::vector<Section>& all) {
  std::string text = "| Subject | Verdict |\n| --- | --- |\n";
  for (const Section& section : all) {
    std::string note = section.subject ? section.subject->note : "";
    text += "| " + md(section.name) + (note.empty() ? "" : " " + md(note)) + " | " +
            md(verdict(section.counts)) + " |\n";
  }
  return text;
}

std::string item(const Outcome& outcome, const Finding& finding) {
  std::string id(outcome.rule->id);
  if (finding.waived)
    return "- waived `" + id + "` " + md(finding.message) + ", until " +
           text::date(finding.waived->expires) + ": " + md(finding.waived->reason) + "\n";
  std::string text =
      "- **" + std::string(name(finding.level)) + "** `" + id + "` " + md(finding.message) + "\n";
  if (finding.level != Level::note) text += "  - why: " + md(outcome.rule->why) + "\n";
  std::string fix = fix_of(outcome, finding);
  return fix.empty() ? text : text + "  - fix: " + md_lines(fix) + "\n";
}

std::string items(const Section& section) {
  std::string worst, open, waived;
  for (Level level : {Level::error, Level::warning, Level::note})
    for (const Outcome* outcome : section.outcomes)
      for (const Finding& finding : outcome->findings)
        if (finding.level == level) (finding.waived ? waived : worst) += item(*outcome, finding);
  for (const Outcome* outcome : section.outcomes)
    if (!outcome->inconclusive_because.empty())
      open += "- **inconclusive** `" + std::string(outcome->rule->id) + "` " +
              md(outcome->inconclusive_because) + "\n";
  return worst + open + waived;
}

std::string details(const Section& section) {
  if (!section.subject || section.subject->details.empty()) return {};
  std::string text = "\n<details><summary>What was seen</summary>\n\n| | |\n| --- | --- |\n";
  for (const Detail& detail : section.subject->details)
    text += "| " + md(detail.label) + " | " + md_lines(detail.value) + " |\n";
  return text + "\n</details>\n";
}

}  // namespace

std::string markdown(const Report& report, const Context&) {
  std::vector<Section> all = sections(report);
  std::string text = "## checkoutdiag " + md(report.command) + ": " + md(verdict(count(all))) +
                     "\n\n" + table(all);
  for (const Section& section : all) {
    std::string body = items(section);
    std::string seen = details(section);
    if (body.empty() && seen.empty()) continue;
    text += "\n### " + md(section.name) + "\n\n" + body + seen;
  }
  return text;
}

}  // namespace checkoutdiag::output
