#include <algorithm>

#include "cli/output/layout.hpp"
#include "cli/usage/command.hpp"

namespace checkoutdiag::usage {
namespace {

constexpr std::size_t kLeft = 30;  // where descriptions start
constexpr std::size_t kWidth = 79;

// One row: the name, and the description wrapped beside it, or below when the name is too long.
std::string row(const std::string& name, const std::string& description) {
  std::string line = "  " + name;
  std::string text;
  if (line.size() + 2 > kLeft) {
    text = line + "\n";
    line.clear();
  }
  for (const std::string& part : output::wrap(description, kWidth - kLeft)) {
    line.resize(std::max(line.size(), kLeft), ' ');
    text += line + part + "\n";
    line.clear();
  }
  return text;
}

std::string shown_names(const Option& option) {
  std::string shown;
  for (const std::string& name : names_of(option))
    shown += (shown.empty() ? "" : ", ") + name;
  return option.flag() ? shown : shown + " " + option.value;
}

std::string usage_line(const Command& command, const std::string& path) {
  std::string line = "Usage: " + path;
  if (!command.commands.empty()) {
    line += " COMMAND\n";
    if (!command.run) return line;
    line += "   or: " + path;
  }
  if (!command.options.empty()) line += " [OPTIONS]";
  const Positional& words = command.positional;
  if (!words.name.empty()) {
    std::string name = words.name + (words.repeats ? "..." : "");
    line += words.required ? " " + name : " [" + name + "]";
  }
  return line + "\n";
}

std::string option_groups(const Command& command) {
  std::vector<std::string> groups;
  for (const Option& option : command.options)
    if (std::find(groups.begin(), groups.end(), option.group) == groups.end())
      groups.push_back(option.group);
  std::string text;
  for (const std::string& group : groups) {
    text += "\n" + group + ":\n";
    for (const Option& option : command.options)
      if (option.group == group) text += row(shown_names(option), option.help);
  }
  return text;
}

}  // namespace

std::string help(const Command& command, const std::string& path) {
  std::string text = usage_line(command, path) + "\n";
  for (const std::string& line : output::wrap(command.summary, kWidth))
    text += line + "\n";
  if (!command.commands.empty()) {
    text += "\nCommands:\n";
    for (const Command& below : command.commands)
      text += row(below.name, below.summary);
  }
  if (!command.positional.help.empty())
    text += "\n" + row(command.positional.name, command.positional.help);
  text += option_groups(command);
  if (!command.notes.empty()) text += "\n" + command.notes;
  return text;
}

}  // namespace checkoutdiag::usage
