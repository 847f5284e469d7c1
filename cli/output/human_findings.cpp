#include <algorithm>

#include "cli/output/human.hpp"
#include "cli/output/layout.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag::output {
namespace {

constexpr std::size_t kWidestRule = 30;

// Findings of one rule that are shown together: of one level, or waived.
struct Block {
  const Section* section;
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
      if (same == all.end())
        same = all.insert(all.end(), {&section, outcome, finding.level, waived, {}});
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
    messages.push_back(message_of(*finding, *block.section));
    std::string fix = fix_of(*block.outcome, *finding);
    if (std::find(fixes.begin(), fixes.end(), fix) == fixes.end()) fixes.push_back(fix);
  }
  std::string text = mark(word_of(block), style_of(block, options.styles), options.styles) +
                     headline(rule.id, messages, column, options);
  if (block.waived) {
    const Waiver& waiver = *block.findings.front()->waived;
    const std::string reason = waiver.expires == kNoEnd
                                   ? waiver.reason
                                   : text::date(waiver.expires) + ": " + waiver.reason;
    return text +
           labelled(waiver.expires == kNoEnd ? "as" : "until", reason, kMark, kLabel, options);
  }
  if (block.level != Level::note && explained.insert(rule.id).second)
    text += labelled("why", rule.why, kMark, kLabel, options);
  for (const std::string& fix : fixes)
    if (!fix.empty()) text += labelled("fix", fix, kMark, kLabel, options);
  return options.verbose ? text + verbose_lines(block, options) : text;
}

// Where messages begin, so that they stand below each other.
std::size_t rule_column(const Section& section, const HumanOptions& options) {
  std::size_t widest = 0;
  for (const Outcome* outcome : section.outcomes)
    if (!outcome->findings.empty() || !outcome->inconclusive_because.empty() ||
        (options.verbose && !outcome->skipped_because.empty()))
      widest = std::max(widest, outcome->rule->id.size());
  return std::min(widest, kWidestRule);
}

}  // namespace

std::string message_of(const Finding& finding, const Section& section) {
  std::string text = safe(finding.message);
  if (!finding.place || finding.place->line < 1) return text;
  const std::string line = std::to_string(finding.place->line);
  if (finding.place->file == section.name) return text + " (line " + line + ")";
  return text + " (" + safe(finding.place->file) + ":" + line + ")";
}

std::string findings_text(const Section& section, const HumanOptions& options,
                          std::set<std::string_view>& explained) {
  std::size_t column = rule_column(section, options);
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
  add(open_text(section.outcomes, column, options));
  for (auto block = waived; block != all.end(); ++block)
    add(block_text(*block, column, options, explained));
  if (options.verbose) add(skipped_text(section, column, options));
  return text;
}

}  // namespace checkoutdiag::output
