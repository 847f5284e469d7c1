#include <algorithm>

#include "cli/output/fix.hpp"
#include "cli/output/human.hpp"
#include "cli/output/layout.hpp"
#include "lib/text/escape.hpp"

// The kinds of lines that the human text is made of.
namespace checkoutdiag::output {

std::string safe(std::string_view text) {
  constexpr std::size_t kLongest = 16384;
  return text::printable(text, kLongest);
}

std::string styled(std::string_view text, std::string_view style, const Styles& styles) {
  if (style.empty() || text.empty()) return std::string(text);
  return std::string(style) + std::string(text) + std::string(styles.reset);
}

std::string labelled(std::string_view label, std::string_view text, std::size_t indent,
                     std::size_t label_width, const HumanOptions& options) {
  std::size_t start = indent + label_width;
  std::size_t room = options.width > start + 20 ? options.width - start : 20;
  std::string result;
  std::string lead = std::string(indent, ' ') +
                     styled(label, options.styles.faint, options.styles) +
                     std::string(label_width - std::min(label_width, text::columns(label)), ' ');
  if (is_command(text) && !label.empty()) {
    // What is to be copied has its line for itself.
    result = std::string(indent, ' ') + styled(label, options.styles.faint, options.styles) + "\n";
    lead = std::string(start, ' ');
  }
  for (const std::string& raw : lines(text)) {
    std::string line = safe(raw);
    bool whole = text::columns(line) <= room || is_command(line);
    for (const std::string& part :
         whole ? std::vector<std::string>{line} : wrap(line, room, LongWords::broken)) {
      result += lead + part + "\n";
      lead = std::string(start, ' ');
    }
  }
  return result;
}

std::string mark(std::string_view word, std::string_view style, const Styles& styles) {
  return " " + std::string(style) + std::string(word) +
         std::string(style.empty() ? "" : styles.reset) + std::string(kMark - 1 - word.size(), ' ');
}

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

}  // namespace checkoutdiag::output
