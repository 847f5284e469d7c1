#include "cli/usage/command.hpp"

#include <algorithm>

namespace checkoutdiag::usage {
namespace {

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts;
  std::size_t from = 0;
  while (from <= text.size()) {
    std::size_t to = std::min(text.find(at, from), text.size());
    if (to > from) parts.push_back(text.substr(from, to - from));
    from = to + 1;
  }
  return parts;
}

}  // namespace

std::vector<std::string> names_of(const Option& option) {
  return split(option.names, ',');
}

std::vector<std::string> choices_of(const std::string& value) {
  return split(value, '|');
}

const Option* find_option(const Command& command, const std::string& name) {
  for (const Option& option : command.options)
    for (const std::string& known : names_of(option))
      if (known == name) return &option;
  return nullptr;
}

const Command* find_command(const Command& command, const std::string& name) {
  for (const Command& below : command.commands)
    if (below.name == name) return &below;
  return nullptr;
}

}  // namespace checkoutdiag::usage
