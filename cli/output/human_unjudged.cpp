#include <algorithm>

#include "cli/output/human.hpp"
#include "cli/output/layout.hpp"

// What was not judged: rules that could not be decided, and those that did not apply.
namespace checkoutdiag::output {
namespace {

struct Skipped {
  std::string_view reason;
  std::vector<std::string_view> rules;
};

// Rules that could not be decided for one reason.
struct Open {
  std::string_view reason;
  std::vector<std::string_view> rules;
  std::vector<std::string> subjects;
};

template <class List, class Value>
void add_once(List& list, const Value& value) {
  if (std::find(list.begin(), list.end(), value) == list.end()) list.emplace_back(value);
}

std::vector<Open> open(const std::vector<const Outcome*>& outcomes) {
  std::vector<Open> all;
  for (const Outcome* outcome : outcomes) {
    const std::string_view reason = outcome->inconclusive_because;
    if (reason.empty()) continue;
    auto same = std::find_if(all.begin(), all.end(),
                             [&](const Open& known) { return known.reason == reason; });
    if (same == all.end()) same = all.insert(all.end(), {reason, {}, {}});
    add_once(same->rules, outcome->rule->id);
    add_once(same->subjects, outcome->subject);
  }
  return all;
}

std::vector<Skipped> skipped(const Section& section) {
  std::vector<Skipped> all;
  for (const Outcome* outcome : section.outcomes) {
    std::string_view reason = outcome->skipped_because;
    if (reason.empty()) continue;
    auto same = std::find_if(all.begin(), all.end(),
                             [&](const Skipped& known) { return known.reason == reason; });
    if (same == all.end()) same = all.insert(all.end(), {reason, {}});
    same->rules.push_back(outcome->rule->id);
  }
  return all;
}

}  // namespace

std::string open_text(const std::vector<const Outcome*>& outcomes, std::size_t column,
                      const HumanOptions& options, std::string_view what) {
  std::string text;
  for (const Open& each : open(outcomes)) {
    text += mark("UNKNOWN", options.styles.unknown, options.styles);
    const std::size_t end = std::min(each.reason.find('\n'), each.reason.size());
    std::string words = safe(each.reason.substr(0, end));
    if (!what.empty()) words += " (" + places_text(each.subjects, what) + ")";
    text += headline(each.rules.front(), {words}, column, options);
    if (end < each.reason.size())
      text += labelled("do", each.reason.substr(end + 1), kMark, kLabel, options);
    std::string others;
    for (std::size_t i = 1; i < each.rules.size(); ++i)
      others += (i > 1 ? ", " : "") + std::string(each.rules[i]);
    if (!others.empty()) text += labelled("also", others, kMark, kLabel, options);
  }
  return text;
}

std::string skipped_text(const Section& section, std::size_t column, const HumanOptions& options) {
  constexpr std::size_t kMany = 4;
  std::string lead = mark("SKIPPED", options.styles.faint, options.styles);
  std::string text;
  for (const Skipped& each : skipped(section)) {
    if (each.rules.size() >= kMany) {
      std::string line = counted(each.rules.size(), "rule") + " skipped: " + safe(each.reason);
      std::string rest = labelled("", line, kMark, 0, options);
      text += lead + rest.substr(kMark);
      continue;
    }
    for (std::string_view rule : each.rules) {
      if (options.width < kMark + column + 22) {
        text += lead + std::string(rule) + "\n" + labelled("", each.reason, kMark, 2, options);
        continue;
      }
      text += lead + labelled("", each.reason, kMark, column + 2, options)
                         .replace(0, kMark + column, padded(rule, column));
    }
  }
  return text;
}

std::string quiet_text(const std::vector<Section>& all, const HumanOptions& options) {
  std::string text;
  const Threshold& threshold = options.threshold;
  for (const Section& section : all) {
    std::string lead = safe(section.name) + ": ";
    for (const Outcome* outcome : section.outcomes) {
      std::string rule = std::string(outcome->rule->id) + ": ";
      for (const Finding& finding : outcome->findings)
        if (!finding.waived && threshold.fail_on && finding.level >= *threshold.fail_on)
          text += lead + std::string(name(finding.level)) + " " + rule +
                  message_of(finding, section) + "\n";
      if (!outcome->inconclusive_because.empty() && threshold.inconclusive != Status::pass)
        text += lead + "inconclusive " + rule + safe(outcome->inconclusive_because) + "\n";
    }
  }
  return text;
}

}  // namespace checkoutdiag::output
