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

std::string open_text(const Section& section, std::size_t column, const HumanOptions& options) {
  std::vector<std::pair<std::string_view, std::vector<std::string_view>>> reasons;
  for (const Outcome* outcome : section.outcomes) {
    std::string_view reason = outcome->inconclusive_because;
    if (reason.empty()) continue;
    auto same = std::find_if(reasons.begin(), reasons.end(),
                             [&](const auto& known) { return known.first == reason; });
    if (same == reasons.end()) same = reasons.insert(reasons.end(), {reason, {}});
    same->second.push_back(outcome->rule->id);
  }
  std::string text;
  for (const auto& [reason, rules] : reasons) {
    text += mark("UNKNOWN", options.styles.unknown, options.styles);
    std::size_t end = std::min(reason.find('\n'), reason.size());
    text += headline(rules.front(), {safe(reason.substr(0, end))}, column, options);
    if (end < reason.size()) text += labelled("do", reason.substr(end + 1), kMark, kLabel, options);
    std::string others;
    for (std::size_t i = 1; i < rules.size(); ++i)
      others += (i > 1 ? ", " : "") + std::string(rules[i]);
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
          text +=
              lead + std::string(name(finding.level)) + " " + rule + safe(finding.message) + "\n";
      if (!outcome->inconclusive_because.empty() && threshold.inconclusive != Status::pass)
        text += lead + "inconclusive " + rule + safe(outcome->inconclusive_because) + "\n";
    }
  }
  return text;
}

}  // namespace checkoutdiag::output
