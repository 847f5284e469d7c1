#include "cli/output/human.hpp"

#include <algorithm>

#include "cli/output/layout.hpp"
#include "cli/output/workflow.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag::output {
namespace {

constexpr std::size_t kFewSubjects = 5;  // up to so many, what was seen is shown for each

std::string styled(std::string_view text, std::string_view style, const Styles& styles) {
  if (style.empty()) return std::string(text);
  return std::string(style) + std::string(text) + std::string(styles.reset);
}

std::string_view verdict_style(const Section& section, const Styles& styles) {
  const Summary& found = section.counts.found;
  if (found.error > 0) return styles.error;
  if (found.inconclusive > 0) return styles.unknown;
  if (found.warning > 0) return styles.warning;
  return section.counts.held > 0 ? styles.good : styles.faint;
}

// Name, note, and the verdict at the right edge; below when there is no room.
std::string heading(const Section& section, const HumanOptions& options) {
  const Styles& styles = options.styles;
  std::string name = safe(section.name);
  std::string note = section.subject ? safe(section.subject->note) : "";
  std::string words = verdict(section.counts);
  std::size_t used = text::columns(name) + (note.empty() ? 0 : 2 + text::columns(note));
  std::string line = styled(name, styles.strong, styles);
  if (!note.empty()) line += "  " + styled(note, styles.faint, styles);
  std::string shown = styled(words, verdict_style(section, styles), styles);
  if (used + 2 + words.size() > options.width) return line + "\n " + shown + "\n";
  return line + std::string(options.width - used - words.size(), ' ') + shown + "\n";
}

std::string details_text(const Subject& subject, const HumanOptions& options) {
  std::size_t widest = 0;
  for (const Detail& detail : subject.details)
    widest = std::max(widest, text::columns(detail.label));
  std::string text;
  std::string_view above;
  for (const Detail& detail : subject.details) {
    std::string label = detail.label == above ? "" : safe(detail.label);
    text += labelled(label, detail.value, 1, widest + 3, options);
    above = detail.label;
  }
  return text;
}

// A section is its heading alone, or stands between blank lines.
std::string section_text(const Section& section, bool with_details, const HumanOptions& options,
                         std::set<std::string_view>& explained) {
  std::string text = heading(section, options);
  std::string findings = findings_text(section, options, explained);
  if (!findings.empty()) text += "\n" + findings;
  if (!section.subject || !with_details) return text;
  std::string details = details_text(*section.subject, options);
  if (!details.empty()) text += "\n" + details;
  return text;
}

std::string_view first_rule(const std::vector<Section>& all) {
  const Outcome* worst = nullptr;
  Level level = Level::note;
  for (const Section& section : all)
    for (const Outcome* outcome : section.outcomes)
      for (const Finding& finding : outcome->findings)
        if (!finding.waived && (!worst || finding.level > level)) {
          worst = outcome;
          level = finding.level;
        }
  return worst ? worst->rule->id : std::string_view{};
}

// "16 connections, 14 ms. Explain a rule: …"
std::string closing(const std::vector<Section>& all, const HumanOptions& options) {
  std::string text;
  if (all.size() == 1 && all[0].subject) text = safe(all[0].subject->footer);
  if (!text.empty()) text += ".";
  std::string_view rule = first_rule(all);
  if (!rule.empty())
    text +=
        (text.empty() ? "" : " ") + ("Explain a rule: checkoutdiag explain " + std::string(rule));
  if (text.empty()) return text;
  std::string wrapped = "\n";
  for (const std::string& line : wrap(text, options.width))
    wrapped += styled(line, options.styles.faint, options.styles) + "\n";
  return wrapped;
}

}  // namespace

std::string safe(std::string_view text) {
  constexpr std::size_t kLongest = 16384;
  return text::printable(text, kLongest);
}

std::string labelled(std::string_view label, std::string_view text, std::size_t indent,
                     std::size_t label_width, const HumanOptions& options) {
  std::size_t start = indent + label_width;
  std::size_t room = options.width > start + 20 ? options.width - start : 20;
  std::string result;
  std::string lead = std::string(indent, ' ') +
                     styled(label, options.styles.faint, options.styles) +
                     std::string(label_width - std::min(label_width, text::columns(label)), ' ');
  for (const std::string& raw : lines(text)) {
    std::string line = safe(raw);
    bool whole = text::columns(line) <= room || line.rfind(' ', 0) == 0;
    for (const std::string& part : whole ? std::vector<std::string>{line} : wrap(line, room)) {
      result += lead + part + "\n";
      lead = std::string(start, ' ');
    }
  }
  return result;
}

std::string human(const Report& report, const HumanOptions& options) {
  std::vector<Section> all = sections(report);
  // What only outcomes speak of (the waivers file) is of interest when something is wrong with it.
  if (!options.verbose)
    std::erase_if(all, [](const Section& each) { return !each.subject && each.clean(); });
  if (options.quiet) return tame(quiet_text(all, options));

  std::string text;
  if (all.size() > 1) text += overview(all) + "\n";
  bool with_details = all.size() <= kFewSubjects || options.verbose;
  std::set<std::string_view> explained;
  bool was_tall = true;
  for (const Section& section : all) {
    std::string part = section_text(section, with_details, options, explained);
    if (all.size() > 1 && section.subject && with_details && !section.subject->footer.empty())
      part += "\n " + styled(safe(section.subject->footer), options.styles.faint, options.styles) +
              "\n";
    bool tall = std::count(part.begin(), part.end(), '\n') > 1;
    if (!text.empty() && (tall || was_tall)) text += "\n";
    text += part;
    was_tall = tall;
  }
  return tame(text + closing(all, options));
}

}  // namespace checkoutdiag::output
