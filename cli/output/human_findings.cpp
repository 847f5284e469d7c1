#include <algorithm>

#include "cli/output/human.hpp"
#include "cli/output/layout.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag::output {
namespace {

constexpr std::size_t kMark = 10;  // column of the rule, after " WARNING  "
constexpr std::size_t kLabel = 6;  // "why", "fix", "until" and what separates them from the text
constexpr std::size_t kWidestRule = 30;

// Findings of one rule that are shown together: of one level, or waived.
struct Block {
  const Outcome* outcome;
  Level level;
  bool waived;
  std::vector<const Finding*> findings;
};

std::vector<Block> blocks(const Section& section) {
  std::vector<Block> all;
  for (const Outcome* outcome : section.outcomes) {
    std::size_t first = all.size();
    for (const Finding& finding : outcome->findings) {
      bool waived = finding.waived.has_value();
      auto same = std::find_if(
          all.begin() + static_cast<std::ptrdiff_t>(first), all.end(), [&](const Block& block) {
            return block.waived == waived && (waived || block.level == finding.level);
          });
      if (same == all.end()) same = all.insert(all.end(), {outcome, finding.level, waived, {}});
      same->findings.push_back(&finding);
    }
  }
  std::stable_sort(all.begin(), all.end(), [](const Block& a, const Block& b) {
    return a.waived != b.waived ? b.waived : a.level > b.level;
  });
  return all;
}

std::string_view style_of(const Block& block, const Styles& styles) {
  if (block.waived) return styles.faint;
  if (block.level == Level::error) return styles.error;
  return block.level == Level::warning ? styles.warning : styles.note;
}

std::string_view word_of(const Block& block) {
  if (block.waived) return "WAIVED";
  if (block.level == Level::error) return "ERROR";
  return block.level == Level::warning ? "WARNING" : "NOTE";
}

// " ERROR    " in its colour.
std::string mark(std::string_view word, std::string_view style, const Styles& styles) {
  return " " + std::string(style) + std::string(word) +
         std::string(style.empty() ? "" : styles.reset) + std::string(kMark - 1 - word.size(), ' ');
}

// The rule and its messages: side by side where all fit, else below each other.
std::string headline(std::string_view rule, const std::vector<std::string>& messages,
                     std::size_t column, const HumanOptions& options) {
  std::size_t start = kMark + std::max(column, rule.size()) + 2;
  bool beside = std::all_of(messages.begin(), messages.end(), [&](const std::string& message) {
    return start + text::columns(message) <= options.width;
  });
  std::string text;
  if (beside) {
    std::string lead = padded(rule, start - kMark);
    for (const std::string& message : messages) {
      text += lead + message + "\n";
      lead = std::string(start, ' ');
    }
    return text;
  }
  text = std::string(rule) + "\n";
  for (const std::string& message : messages)
    text += labelled("", message, kMark, 0, options);
  return text;
}

std::string shown(const Evidence::Value& value) {
  if (const auto* one = std::get_if<std::string>(&value)) return *one;
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  std::string list;
  for (const std::string& each : std::get<std::vector<std::string>>(value))
    list += (list.empty() ? "" : ", ") + each;
  return list;
}

std::string verbose_lines(const Block& block, const HumanOptions& options) {
  std::string text;
  for (const Finding* finding : block.findings)
    for (const auto& [key, value] : finding->evidence.items)
      text += labelled("seen", key + ": " + shown(value), kMark, kLabel, options);
  for (const Reference& reference : block.outcome->rule->references)
    text += labelled("see", std::string(reference.title) + ": " + std::string(reference.url), kMark,
                     kLabel, options);
  return text;
}

std::string block_text(const Block& block, std::size_t column, const HumanOptions& options,
                       std::set<std::string_view>& explained) {
  const Rule& rule = *block.outcome->rule;
  std::vector<std::string> messages, fixes;
  for (const Finding* finding : block.findings) {
    messages.push_back(safe(finding->message));
    std::string fix = fix_of(*block.outcome, *finding);
    if (std::find(fixes.begin(), fixes.end(), fix) == fixes.end()) fixes.push_back(fix);
  }
  std::string text = mark(word_of(block), style_of(block, options.styles), options.styles) +
                     headline(rule.id, messages, column, options);
  if (block.waived) {
    const Waiver& waiver = *block.findings.front()->waived;
    return text + labelled("until", text::date(waiver.expires) + ": " + waiver.reason, kMark,
                           kLabel, options);
  }
  if (block.level != Level::note && explained.insert(rule.id).second)
    text += labelled("why", rule.why, kMark, kLabel, options);
  for (const std::string& fix : fixes)
    if (!fix.empty()) text += labelled("fix", fix, kMark, kLabel, options);
  return options.verbose ? text + verbose_lines(block, options) : text;
}

// Rules that could not be decided for the same reason are told together.
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
    text += headline(rules.front(), {safe(reason)}, column, options);
    std::string others;
    for (std::size_t i = 1; i < rules.size(); ++i)
      others += (i > 1 ? ", " : "") + std::string(rules[i]);
    if (!others.empty()) text += labelled("also", others, kMark, kLabel, options);
  }
  if (!text.empty())
    text += labelled("do",
                     "nothing is known to be wrong here; see that the gateway can be reached, and "
                     "try again, with a longer --timeout where it was slow",
                     kMark, kLabel, options);
  return text;
}

std::string skipped_text(const Section& section, std::size_t column, const HumanOptions& options) {
  std::string text;
  for (const Outcome* outcome : section.outcomes)
    if (!outcome->skipped_because.empty())
      text += mark("SKIPPED", options.styles.faint, options.styles) +
              headline(outcome->rule->id, {safe(outcome->skipped_because)}, column, options);
  return text;
}

std::size_t rule_column(const Section& section) {
  std::size_t widest = 0;
  for (const Outcome* outcome : section.outcomes)
    if (!outcome->findings.empty() || !outcome->inconclusive_because.empty())
      widest = std::max(widest, outcome->rule->id.size());
  return std::min(widest, kWidestRule);
}

}  // namespace

std::string findings_text(const Section& section, const HumanOptions& options,
                          std::set<std::string_view>& explained) {
  std::size_t column = rule_column(section);
  std::string text;
  bool was_tall = false;
  auto add = [&](const std::string& part) {
    if (part.empty()) return;
    bool tall = std::count(part.begin(), part.end(), '\n') > 1;
    if (!text.empty() && (tall || was_tall)) text += "\n";
    text += part;
    was_tall = tall;
  };
  std::vector<Block> all = blocks(section);
  auto waived =
      std::find_if(all.begin(), all.end(), [](const Block& block) { return block.waived; });
  for (auto block = all.begin(); block != waived; ++block)
    add(block_text(*block, column, options, explained));
  add(open_text(section, column, options));
  for (auto block = waived; block != all.end(); ++block)
    add(block_text(*block, column, options, explained));
  if (options.verbose) add(skipped_text(section, column, options));
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
