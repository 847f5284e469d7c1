#include <algorithm>

#include "checks/registry.hpp"
#include "cli/commands.hpp"
#include "cli/output/fix.hpp"
#include "cli/output/layout.hpp"
#include "cli/terminal.hpp"
#include "lib/failure.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag {
namespace {

std::string_view family(const Rule& rule) {
  return rule.id.substr(0, rule.id.find('/'));
}

std::string_view style_of(Level level, const output::Styles& styles) {
  if (level == Level::error) return styles.error;
  return level == Level::warning ? styles.warning : styles.note;
}

std::string paragraph(std::string_view label, std::string_view text, std::size_t width) {
  constexpr std::size_t kIndent = 6;
  std::string result = "\n";
  std::string lead = output::padded(label, kIndent);
  for (const std::string& raw : output::lines(text)) {
    const std::vector<std::string> parts =
        output::is_command(raw) ? std::vector<std::string>{raw}
                                : output::wrap(raw, width - kIndent, output::LongWords::broken);
    for (const std::string& line : parts) {
      result += lead + line + "\n";
      lead = std::string(kIndent, ' ');
    }
  }
  return result;
}

std::string explained(const Rule& rule, const output::Styles& styles, std::size_t width) {
  std::string text = std::string(styles.strong) + std::string(rule.id) + std::string(styles.reset) +
                     "  " + std::string(style_of(rule.level, styles)) +
                     std::string(name(rule.level)) + std::string(styles.reset) + "\n";
  for (const std::string& line : output::wrap(rule.title, width))
    text += line + "\n";
  text += paragraph("why", rule.why, width) + paragraph("fix", rule.fix, width);
  std::string_view label = "see";
  for (const Reference& reference : rule.references) {
    std::string part = paragraph(label, reference.title, width);
    text += label.empty() ? part.substr(1) : part;
    text += "      " + std::string(reference.url) + "\n";
    label = "";
  }
  return text;
}

std::string listed(const output::Styles& styles, std::size_t width) {
  std::vector<const Rule*> rules = all_rules();
  std::size_t widest = 0;
  for (const Rule* rule : rules)
    widest = std::max(widest, rule->id.size());
  std::string text;
  std::string_view before;
  for (const Rule* rule : rules) {
    if (!text.empty() && family(*rule) != before) text += "\n";
    before = family(*rule);
    std::string level(name(rule->level));
    std::size_t start = widest + 2 + 9;
    std::string lead = output::padded(rule->id, widest + 2) +
                       std::string(style_of(rule->level, styles)) + level +
                       std::string(styles.reset) + std::string(9 - level.size(), ' ');
    for (const std::string& line :
         output::wrap(rule->title, width > start + 20 ? width - start : 20)) {
      text += lead + line + "\n";
      lead = std::string(start, ' ');
    }
  }
  return text + "\ncheckoutdiag explain RULE tells why, and how to satisfy it.\n";
}

}  // namespace

int run_explain(const ExplainOptions& options) {
  output::Styles styles = stdout_styles(options.color);
  if (options.rule.empty()) {
    print(listed(styles, stdout_width()));
    return 0;
  }
  const Rule* rule = find_rule(options.rule);
  if (!rule) {
    std::string_view meant = nearest_rule(options.rule);
    if (options.rule.find('/') == std::string::npos && options.rule.find('.') != std::string::npos)
      throw Failure(Failure::Kind::usage, "there is no rule " + text::printable(options.rule, 80),
                    "causes of a signature that does not match, such as body.bom-added, are told "
                    "in checkoutdiag-webhook-verify(1)");
    throw Failure(Failure::Kind::usage, "there is no rule " + text::printable(options.rule, 80),
                  meant.empty() ? "checkoutdiag explain lists all rules"
                                : "did you mean " + std::string(meant) + "?");
  }
  print(explained(*rule, styles, stdout_width()));
  return 0;
}

}  // namespace checkoutdiag
