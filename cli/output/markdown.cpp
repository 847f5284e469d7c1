#include <set>

#include "cli/output/fix.hpp"
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

// "  - fix: …", commands as blocks that can be copied, which end the paragraph before them.
std::string fix_item(const std::string& fix) {
  std::string text;
  bool after_prose = true;
  for (const FixPart& part : parts_of(fix)) {
    if (text.empty()) text = "  - fix:";
    if (part.command) {
      text += (after_prose ? "\n\n" : "") + fenced(part.lines, "    ");
    } else {
      std::string prose;
      for (const std::string& line : part.lines)
        prose += (prose.empty() ? "" : "<br>") + md(line);
      text += (after_prose ? " " : "\n    ") + prose;
    }
    after_prose = !part.command;
  }
  return text.empty() || !after_prose ? text : text + "\n";
}

// `told` keeps what was said already: the findings of one rule share their why, and often the fix.
std::string item(const Outcome& outcome, const Finding& finding, std::set<std::string>& told) {
  std::string id(outcome.rule->id);
  if (finding.waived)
    return "- waived `" + id + "` " + md(finding.message) + ", " + md(words_of(*finding.waived)) +
           "\n";
  std::string text =
      "- **" + std::string(name(finding.level)) + "** `" + id + "` " + md(finding.message) + "\n";
  if (finding.level != Level::note && told.insert(id).second)
    text += "  - why: " + md(outcome.rule->why) + "\n";
  const std::string fix = fix_item(fix_of(outcome, finding));
  return told.insert(id + " " + fix).second ? text + fix : text;
}

std::string items(const Section& section) {
  std::string worst, open, waived;
  std::set<std::string> told;
  for (Level level : {Level::error, Level::warning, Level::note})
    for (const Outcome* outcome : section.outcomes)
      for (const Finding& finding : outcome->findings)
        if (finding.level == level)
          (finding.waived ? waived : worst) += item(*outcome, finding, told);
  for (const Outcome* outcome : section.outcomes)
    if (!outcome->inconclusive_because.empty())
      open += "- **inconclusive** `" + std::string(outcome->rule->id) + "` " +
              md_lines(outcome->inconclusive_because) + "\n";
  return worst + open + waived;
}

std::string details(const Section& section) {
  if (!section.subject || section.subject->details.empty()) return {};
  std::string text = "\n<details><summary>What was seen</summary>\n\n| | |\n| --- | --- |\n";
  std::string_view above;
  for (const Detail& detail : section.subject->details) {
    if (!above.empty()) text += detail.label == above ? "<br>" : " |\n";
    if (detail.label != above) text += "| " + md(detail.label) + " | ";
    bool stands_in = detail.value.rfind("  ", 0) == 0;
    text += (stands_in ? "&emsp;" : "") +
            md_lines(std::string_view(detail.value).substr(stands_in ? 2 : 0));
    above = detail.label;
  }
  return text + " |\n\n</details>\n";
}

}  // namespace

std::string markdown(const Report& report, const Context&) {
  std::vector<Section> all = sections(report);
  if (has_several_targets(all)) worst_first(all);
  std::string text = "## checkoutdiag " + md(report.command) + ": " + md(verdict(count(all))) +
                     "\n\n" + table(all);
  if (std::string as_of = judged_as_of(report); !as_of.empty())
    text += "\nEverything is " + as_of + ".\n";
  for (const Section& section : all) {
    std::string body = items(section);
    std::string seen = details(section);
    if (body.empty() && seen.empty()) continue;
    text += "\n### " + md(section.name) + "\n" + (body.empty() ? "" : "\n") + body + seen;
  }
  return text;
}

}  // namespace checkoutdiag::output
