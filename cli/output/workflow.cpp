#include "cli/output/workflow.hpp"

#include <algorithm>

namespace checkoutdiag::output {
namespace {

std::string escaped(std::string_view text, std::string_view special) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string safe;
  for (char c : text) {
    if (special.find(c) == std::string_view::npos) {
      safe += c;
      continue;
    }
    auto byte = static_cast<unsigned char>(c);
    safe += '%';
    safe += kHex[byte >> 4];
    safe += kHex[byte & 15];
  }
  return safe;
}

// Does "##", letters, "[" begin here?
bool begins_logging_command(std::string_view text) {
  if (text.substr(0, 2) != "##") return false;
  std::size_t i = 2;
  while (i < text.size() && ((text[i] | 0x20) >= 'a' && (text[i] | 0x20) <= 'z'))
    ++i;
  return i < text.size() && text[i] == '[';
}

bool begins_workflow_command(std::string_view line) {
  return line.substr(0, 2) == "::" && line.find("::", 2) != std::string_view::npos;
}

}  // namespace

std::string command_data(std::string_view text) {
  return escaped(text, "%\r\n");
}

std::string command_property(std::string_view text) {
  return escaped(text, "%\r\n:,");
}

std::string tame(std::string_view text) {
  std::string safe;
  bool at_start = true;
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string_view rest = text.substr(i);
    char c = text[i];
    if (at_start && begins_workflow_command(rest.substr(0, rest.find('\n')))) safe += '\\';
    safe += c;
    if (begins_logging_command(rest)) safe += '\\';
    at_start = c == '\n' || (at_start && (c == ' ' || c == '\t'));
  }
  return safe;
}

}  // namespace checkoutdiag::output
