#include <algorithm>
#include <charconv>

#include "lib/text/ascii.hpp"
#include "lib/trust/search/planner.hpp"

namespace checkoutdiag::trust {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

std::string_view unquoted(std::string_view text) {
  bool quoted = text.size() > 1 && (text.front() == '"' || text.front() == '\'') &&
                text.back() == text.front();
  return quoted ? text.substr(1, text.size() - 2) : text;
}

/// Takes the number before the next dot off the text.
unsigned long take_number(std::string_view& version) {
  unsigned long number = 0;
  std::from_chars(version.data(), version.data() + version.size(), number);
  std::size_t dot = version.find('.');
  version = dot == std::string_view::npos ? std::string_view() : version.substr(dot + 1);
  return number;
}

}  // namespace

std::string base_name(std::string_view path) {
  std::size_t slash = path.rfind('/');
  return std::string(slash == std::string_view::npos ? path : path.substr(slash + 1));
}

std::string parent(std::string_view path) {
  std::size_t slash = path.rfind('/');
  return std::string(slash == std::string_view::npos ? std::string_view() : path.substr(0, slash));
}

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> found;
  std::string word;
  char quote = 0;
  bool open = false;
  for (char c : text) {
    bool blank = kBlanks.find(c) != std::string_view::npos;
    if (quote == 0 && blank) {
      if (open) found.push_back(std::exchange(word, {}));
      open = false;
      continue;
    }
    open = true;
    if (quote == 0 && (c == '"' || c == '\''))
      quote = c;
    else if (c == quote)
      quote = 0;
    else
      word += c;
  }
  if (open) found.push_back(std::move(word));
  return found;
}

std::vector<std::string_view> lines(std::string_view text) {
  std::vector<std::string_view> found;
  while (!text.empty()) {
    std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    found.push_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return found;
}

std::string_view trimmed(std::string_view text) {
  std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::optional<std::string> value_of(std::string_view text, std::string_view key) {
  std::optional<std::string> value;
  for (std::string_view line : lines(text)) {
    line = trimmed(line);
    std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    if (!text::equal_ignoring_case(trimmed(line.substr(0, equals)), key)) continue;
    value = unquoted(trimmed(line.substr(equals + 1)));
  }
  return value;
}

bool at_least(std::string_view version, std::string_view least) {
  while (!version.empty() || !least.empty()) {
    unsigned long have = take_number(version), want = take_number(least);
    if (have != want) return have > want;
  }
  return true;
}

}  // namespace checkoutdiag::trust
