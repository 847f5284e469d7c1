#include "cli/output/human.hpp"

#include <algorithm>

#include "cli/output/layout.hpp"
#include "cli/output/workflow.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag::output {
namespace {

constexpr std::size_t kLeastWidth = 40;
constexpr int kFewFindings = 12;         // up to so many, each is shown with its own fix
constexpr std::size_t kFewSubjects = 5;  // up to so many, what was seen is shown for each

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
  std::size_t used = text::columns(name);
  std::string text = styled(name, styles.strong, styles);
  if (!note.empty()) {
    bool beside = used + 2 + text::columns(note) <= options.width;
    text += (beside ? "  " : "\n ") + styled(note, styles.faint, styles);
    used = text::columns(note) + (beside ? used + 2 : 1);
  }
  std::string shown = styled(words, verdict_style(section, styles), styles);
  if (used + 2 + words.size() <= options.width)
    return text + std::string(options.width - used - words.size(), ' ') + shown + "\n";
  for (const std::string& line : wrap(words, options.width - 1))
    text += "\n " + styled(line, verdict_style(section, styles), styles);
  return text + "\n";
}

// A section is its heading alone, or stands between blank lines.
std::string section_text(const Section& section, bool with_details, const HumanOptions& options,
                         std::set<std::string_view>& explained) {
  std::string findings = findings_text(section, options, explained);
  std::string text = findings.empty() ? "" : "\n" + findings;
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

std::string faint_lines(const std::vector<std::string>& all, const Styles& styles) {
  std::string text;
  for (const std::string& line : all)
    text += styled(line, styles.faint, styles) + "\n";
  return text;
}

// "16 connections, 14 ms. Explain a rule: …", the command on one line.
std::string closing(const std::vector<Section>& all, bool of_first, const HumanOptions& options) {
  std::string footer;
  if ((all.size() == 1 || (of_first && !all.empty())) && all[0].subject)
    footer = safe(all[0].subject->footer);
  if (!footer.empty()) footer += ".";
  std::string_view rule = first_rule(all);
  std::string explain, command = "checkoutdiag explain " + std::string(rule);
  if (!rule.empty()) explain = "Explain a rule: " + command;
  std::string one = footer + (footer.empty() || explain.empty() ? "" : " ") + explain;
  if (one.empty()) return {};
  if (text::columns(one) <= options.width) return "\n" + faint_lines({one}, options.styles);
  std::vector<std::string> apart;
  if (!footer.empty()) apart = wrap(footer, options.width);
  if (explain.size() <= options.width)
    apart.push_back(explain);
  else
    apart.insert(apart.end(), {"Explain a rule:", "  " + command});
  return "\n" + faint_lines(apart, options.styles);
}

std::string sentence(const std::string& words, const HumanOptions& options) {
  std::string text;
  for (const std::string& line : wrap(words, options.width, LongWords::broken))
    text += line + "\n";
  return text;
}

// What stands over all: how many are how, and for when, unless one heading says it.
std::string opening(const Report& report, const std::vector<Section>& all, const std::string& as_of,
                    const HumanOptions& options) {
  if (!has_several_subjects(all)) return {};
  const std::string whole = report.opening.empty() ? "" : report.opening + ": ";
  return sentence(whole + overview(all) + (as_of.empty() ? "" : ", " + as_of), options);
}

std::string headings(const std::vector<Section>& all, const HumanOptions& options) {
  std::string text;
  for (const Section& section : all)
    if (section.subject) text += heading(section, options);
  return text;
}

// One target's causes, in the place of its findings; those follow where all is asked for.
std::string diagnosed(const Report& report, const std::vector<Section>& all,
                      const std::string& as_of, const HumanOptions& options) {
  Section whole = all.front();
  whole.counts = count(all);
  std::string text = heading(whole, options);
  if (!as_of.empty()) text += styled(as_of, options.styles.faint, options.styles) + "\n";
  text += diagnosis_text(*report.diagnosis, options);
  std::set<std::string_view> explained;
  for (const Section& section : all) {
    if (options.verbose) {
      text += "\n" + heading(section, options);
      const std::string findings = findings_text(section, options, explained);
      if (!findings.empty()) text += "\n" + findings;
    }
    const bool is_target = &section == &all.front();
    if (section.subject && (is_target || options.verbose)) {
      const std::string details = details_text(*section.subject, options);
      if (!details.empty()) text += "\n" + details;
    }
  }
  return text;
}

// The sections below each other. Of several targets a clean one is its heading alone.
std::string body(const std::vector<Section>& all, const std::string& as_of, bool ranked,
                 const HumanOptions& options) {
  bool with_details = all.size() <= kFewSubjects || options.verbose;
  std::set<std::string_view> explained;
  std::string text;
  bool was_tall = has_several_subjects(all);
  for (const Section& section : all) {
    bool brief = ranked && !options.verbose && standing(section) == Standing::clean;
    std::string part = heading(section, options);
    if (!has_several_subjects(all) && section.subject && !as_of.empty())
      part += " " + styled(as_of, options.styles.faint, options.styles) + "\n";
    if (!brief) part += section_text(section, with_details, options, explained);
    bool footer = all.size() > 1 && section.subject && !section.subject->footer.empty();
    if (!brief && with_details && footer)
      part += "\n " + styled(safe(section.subject->footer), options.styles.faint, options.styles) +
              "\n";
    bool tall = std::count(part.begin(), part.end(), '\n') > 1;
    if (!text.empty() ? tall || was_tall : was_tall) text += "\n";
    text += part;
    was_tall = tall;
  }
  return text;
}

}  // namespace

std::string human(const Report& report, const HumanOptions& given) {
  HumanOptions options = given;
  options.width = std::max(options.width, kLeastWidth);
  std::vector<Section> all = sections(report);
  // What only outcomes speak of (the waivers file) is of interest when something is wrong with it.
  if (!options.verbose)
    std::erase_if(all, [](const Section& each) {
      const Standing is = standing(each);
      return !each.subject && (is == Standing::clean || is == Standing::unchecked);
    });
  if (options.quiet) return tame(quiet_text(all, options));
  if (report.diagnosis && !all.empty())
    return tame(diagnosed(report, all, judged_as_of(report), options) +
                closing(all, true, options));
  const bool ranked = has_several_targets(all);
  if (ranked) worst_first(all);
  const std::string as_of = judged_as_of(report);
  const Summary sum = summarize(report.outcomes);
  const bool many = all.size() > kFewSubjects || sum.error + sum.warning > kFewFindings;
  const bool together = report.by_rule && many && !options.verbose;
  std::string text = opening(report, all, as_of, options);
  if (together && !has_several_subjects(all)) text += heading(all.front(), options);
  if (together && report.by_rule->lists_all) text += "\n" + headings(all, options);
  text +=
      together ? by_rule_text(all, *report.by_rule, options) : body(all, as_of, ranked, options);
  std::string named = ranked ? overview_by_name(all) : "";
  if (!named.empty()) text += "\n" + sentence(named, options);
  return tame(text + closing(all, false, options));
}

}  // namespace checkoutdiag::output
