#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "cli/files.hpp"
#include "cli/webhook.hpp"
#include "lib/failure.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag {
namespace {

using webhook::NamedSecret;

constexpr std::size_t kMostBytes = 1 << 20, kMostSecrets = 2000;
constexpr std::size_t kShortest = 8;  // shorter words are names
constexpr std::string_view kSpace = " \t\r";

std::string_view trimmed(std::string_view line, std::string_view what = kSpace) {
  return text::trimmed(line, what);
}

// Whether a word beside a secret can be told. What stands there may be another secret: only what a
// variable or a key is called like, and the words that people mark secrets with, are names.
bool is_name(std::string_view word) {
  constexpr std::size_t kLongest = 40;
  constexpr std::string_view kMarks[] = {
      "test",        "live",     "staging", "production", "prod",    "dev",
      "development", "sandbox",  "cli",     "local",      "old",     "new",
      "next",        "previous", "current", "dashboard",  "primary", "backup"};
  for (const std::string_view mark : kMarks)
    if (text::equal_ignoring_case(word, mark)) return true;
  const auto all = [&](auto&& fits) { return std::all_of(word.begin(), word.end(), fits); };
  const bool variable = all([](char c) { return (c >= 'A' && c <= 'Z') || c == '_'; });
  const bool key = all([](char c) { return (c >= 'a' && c <= 'z') || c == '_' || c == '-'; }) &&
                   (word.find("secret") != word.npos || word.find("webhook") != word.npos);
  return !word.empty() && word.size() <= kLongest && !word.starts_with("whsec_") &&
         word.find('_') != 0 && (variable || key);
}

// Every meaning of every line, each once.
struct Candidates {
  std::vector<NamedSecret> found;
  std::set<std::string, std::less<>> digests;  // of those that are there: the texts are not kept
  std::string file;

  void add(std::string_view text, std::string_view name, std::size_t line) {
    text = trimmed(text);
    if (text.empty()) return;
    Secret secret{std::string(text)};
    if (secret.blank() || !digests.insert(secret.digest()).second) return;
    std::string label = fmt::format("line {} of {}", line, file);
    if (name = trimmed(name); is_name(name))
      label = fmt::format("{}, {}", text::printable(name, 80), label);
    found.push_back({std::move(secret), std::move(label)});
    if (found.size() > kMostSecrets)
      throw Failure(Failure::Kind::input,
                    fmt::format("{} has more than {} secrets", file, kMostSecrets),
                    "leave out those that cannot be meant");
  }

  // A value behind its name: without quotes, and without what JSON and YAML put behind it.
  void add_value(std::string_view value, std::string_view name, std::size_t line) {
    value = trimmed(value, " \t\r,;");
    add(trimmed(value, "\"'"), trimmed(name, " \t\r\"'-{,"), line);
  }

  void words(std::string_view text, std::size_t line) {
    std::vector<std::string_view> all;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find_first_of(" \t\r,;", at), text.size());
      if (end > at) all.push_back(trimmed(text.substr(at, end - at), "\"'"));
      at = end + 1;
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
      const std::string_view other = all.size() == 2 ? all[1 - i] : std::string_view{};
      if (all[i].size() >= kShortest || all.size() == 1)
        add(all[i],
            other.size() < kShortest || all[i].size() > other.size() ? other : std::string_view{},
            line);
    }
  }

  void line(std::string_view text, std::size_t number) {
    text = trimmed(text);
    if (text.empty() || text.front() == '#') return;
    std::string_view rest = text;
    if (rest.starts_with("export ")) rest = trimmed(rest.substr(7));
    for (const std::string_view mark : {std::string_view("="), std::string_view(":")})
      if (const std::size_t at = rest.find(mark);
          at != rest.npos && at > 0 && trimmed(rest.substr(0, at)).find(' ') == rest.npos)
        add_value(rest.substr(at + 1), rest.substr(0, at), number);
    words(text, number);
    add(text, {}, number);
  }
};

void read_file_of(const std::string& path, Candidates& candidates) {
  const Secret content(read_file(path, "the file of secrets", kMostBytes));
  std::string_view left = content.reveal();
  if (left.starts_with("\xEF\xBB\xBF")) left.remove_prefix(3);
  candidates.file = path == "-" ? "stdin" : text::printable(path, 200);
  const std::size_t before = candidates.found.size();
  for (std::size_t number = 1; !left.empty(); ++number) {
    const std::size_t end = std::min(left.find('\n'), left.size());
    candidates.line(left.substr(0, end), number);
    left.remove_prefix(std::min(end + 1, left.size()));
  }
  if (candidates.found.size() == before)
    throw Failure(Failure::Kind::input, fmt::format("{} holds no secret", candidates.file),
                  "write one a line, with a name behind it, or NAME=secret");
}

}  // namespace

std::vector<NamedSecret> read_candidates(const WebhookOptions& options) {
  Candidates candidates;
  for (const std::string& file : options.candidates)
    read_file_of(file, candidates);
  return std::move(candidates.found);
}

}  // namespace checkoutdiag
