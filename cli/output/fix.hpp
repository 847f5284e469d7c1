#pragma once
#include <string>
#include <string_view>
#include <vector>

// What to do, as rules write it: lines of prose, and lines that begin with two spaces, which are
// commands or configuration to be pasted and must reach the reader as they are.
namespace checkoutdiag::output {

/// Is this line of a fix a command?
bool is_command(std::string_view line);

/// Lines of one kind that follow each other; commands without their two spaces.
struct FixPart {
  bool command = false;
  std::vector<std::string> lines;
};

std::vector<FixPart> parts_of(std::string_view fix);

/// Commands as a fenced block of Markdown, each line behind `indent`.
std::string fenced(const std::vector<std::string>& commands, std::string_view indent);

}  // namespace checkoutdiag::output
