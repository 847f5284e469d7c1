#include "cli/output/fix.hpp"

#include <algorithm>

#include "cli/output/layout.hpp"
#include "cli/output/workflow.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag::output {
namespace {

constexpr std::string_view kMark = "  ";
constexpr std::size_t kLongest = 16384;

// A fence ends at a run of backticks as long as the one that opened it.
std::string fence_for(const std::vector<std::string>& commands) {
  std::size_t longest = 2;
  for (const std::string& line : commands) {
    std::size_t run = 0;
    for (char c : line) {
      run = c == '`' ? run + 1 : 0;
      longest = std::max(longest, run);
    }
  }
  return std::string(longest + 1, '`');
}

}  // namespace

bool is_command(std::string_view line) {
  return line.substr(0, kMark.size()) == kMark;
}

std::vector<FixPart> parts_of(std::string_view fix) {
  std::vector<FixPart> parts;
  if (fix.empty()) return parts;
  for (std::string& line : lines(fix)) {
    bool command = is_command(line);
    if (command) line.erase(0, kMark.size());
    if (parts.empty() || parts.back().command != command) parts.push_back({command, {}});
    parts.back().lines.push_back(std::move(line));
  }
  return parts;
}

std::string fenced(const std::vector<std::string>& commands, std::string_view indent) {
  const std::string lead(indent);
  const std::string fence = fence_for(commands);
  std::string text = lead + fence + "\n";
  for (const std::string& line : commands)
    text += lead + tame(text::printable(line, kLongest)) + "\n";
  return text + lead + fence + "\n";
}

}  // namespace checkoutdiag::output
