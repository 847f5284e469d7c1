#include "tests/checks/fix_lines.hpp"

#include <algorithm>
#include <iterator>
#include <vector>

namespace checkoutdiag {
namespace {

constexpr std::string_view kMark = "  ";
constexpr std::size_t kLongestQuoted = 32;

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (true) {
    std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return lines;
    text.remove_prefix(end + 1);
  }
}

bool has_any(std::string_view text, std::initializer_list<std::string_view> parts) {
  return std::any_of(parts.begin(), parts.end(), [&](std::string_view part) {
    return text.find(part) != std::string_view::npos;
  });
}

bool quotes_too_much(std::string_view prose) {
  for (std::size_t open = prose.find('`'); open != std::string_view::npos;) {
    std::size_t close = prose.find('`', open + 1);
    if (close == std::string_view::npos || close - open > kLongestQuoted) return true;
    open = prose.find('`', close + 1);
  }
  return false;
}

std::string fault_of_prose(std::string_view line) {
  if (line.empty()) return "an empty line";
  if (line.front() == ' ' || line.find("  ") != std::string_view::npos) return "stray spaces";
  if (has_any(line, {"openssl ", "curl ", "checkoutdiag tls", "sudo ", "printf ", "ssl_", "</dev",
                     "OPENSSL_CONF="}))
    return "a command among prose";
  if (quotes_too_much(line)) return "a long quotation, which wants a line of its own";
  return {};
}

std::string fault_of_paste(std::string_view line) {
  line.remove_prefix(kMark.size());
  if (line.empty() || line.front() == ' ') return "more than two spaces in front";
  if (has_any(line, {" # ", "<<", "; for ", "; to "})) return "prose or a heredoc among commands";
  // Our own commands look, and change nothing.
  bool needs_root =
      !line.starts_with("checkoutdiag ") &&
      has_any(line, {"update-ca-certificates", "apt-get", "certbot", " /usr/", " /etc/"});
  if (needs_root && !line.starts_with("sudo ")) return "needs root and does not begin with sudo";
  return {};
}

}  // namespace

std::string fault_of_fix(std::string_view fix) {
  if (fix.starts_with(kMark)) return "begins with a command and says nothing of it";
  for (std::string_view line : lines_of(fix)) {
    std::string fault = line.starts_with(kMark) ? fault_of_paste(line) : fault_of_prose(line);
    if (!fault.empty()) return fault + ": " + std::string(line);
  }
  return {};
}

bool has_placeholder(std::string_view fix) {
  for (std::string_view line : lines_of(fix))
    if (line.starts_with(kMark) && has_any(line, {"HOST", "TARGET", "ADDRESS", "FILE", ":PORT"}))
      return true;
  return false;
}

bool says_what_to_do(std::string_view reason) {
  return has_any(reason, {"ask ", "check ", "see ", "try ", "let the run ", "let it run ", "give ",
                          "name a store"});
}

}  // namespace checkoutdiag
