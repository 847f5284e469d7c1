#include "checks/registry.hpp"
#include "cli/usage/command.hpp"
#include "lib/data/embedded.hpp"

namespace checkoutdiag::usage {
namespace {

struct Candidate {
  std::string word, description;
};

std::vector<Candidate> policies() {
  constexpr std::string_view kFolder = "policy/";
  std::vector<Candidate> found;
  for (const data::File& file : data::all_files())
    if (file.name.substr(0, kFolder.size()) == kFolder)
      found.push_back({std::string(file.name.substr(kFolder.size())), ""});
  return found;
}

std::vector<Candidate> rules() {
  std::vector<Candidate> found;
  for (const Rule* rule : all_rules())
    found.push_back({std::string(rule->id), std::string(rule->title)});
  return found;
}

// The names that a value or positional written so in the help can have.
std::vector<Candidate> values(const std::string& written) {
  if (written == "RULE") return rules();
  if (written.rfind("POLICY", 0) == 0) return policies();
  std::string list = written;
  std::string suffix;
  if (list.size() > 5 && list.ends_with("=FILE")) {
    list.resize(list.size() - 5);
    suffix = "=";
  }
  std::vector<Candidate> found;
  if (list.find('|') != std::string::npos)
    for (const std::string& choice : choices_of(list))
      found.push_back({choice + suffix, ""});
  return found;
}

bool wants_file(const std::string& written, const std::string& typed) {
  if (written.ends_with("=FILE")) return typed.find('=') != std::string::npos;
  return written.find("FILE") != std::string::npos || written == "DIR";
}

std::string matching(const std::vector<Candidate>& all, const std::string& prefix,
                     const std::string& before = {}) {
  std::string text;
  for (const Candidate& candidate : all)
    if (candidate.word.rfind(prefix, 0) == 0)
      text += before + candidate.word +
              (candidate.description.empty() ? "" : "\t" + candidate.description) + "\n";
  return text;
}

std::string value_of(const std::string& written, const std::string& typed,
                     const std::string& before = {}) {
  if (written.ends_with("=FILE") && wants_file(written, typed)) return ":files\n";
  std::string text = matching(values(written), typed, before);
  return wants_file(written, typed) ? text + ":files\n" : text;
}

std::vector<Candidate> options(const Command& command) {
  std::vector<Candidate> found;
  for (const Option& option : command.options)
    found.push_back({names_of(option).back(), option.help});
  return found;
}

// Where the words before the last one lead.
struct Position {
  const Command* command;
  const Option* waiting = nullptr;  // an option that still wants its value
  bool only_words = false;          // after "--"
};

Position walk(const Command& root, const std::vector<std::string>& words) {
  Position at{&root};
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    const std::string& word = words[i];
    if (at.waiting) {
      at.waiting = nullptr;
    } else if (at.only_words) {
      continue;
    } else if (word == "--") {
      at.only_words = true;
    } else if (word.rfind('-', 0) == 0) {
      const Option* option = find_option(*at.command, word);
      if (option && !option->flag()) at.waiting = option;
    } else if (const Command* below = find_command(*at.command, word)) {
      at.command = below;
    }
  }
  return at;
}

}  // namespace

std::string complete(const Command& root, const std::vector<std::string>& words) {
  Position at = walk(root, words);
  std::string typed = words.empty() ? "" : words.back();
  if (at.waiting) return value_of(at.waiting->value, typed);
  if (!at.only_words && typed.rfind('-', 0) == 0) {
    std::size_t equals = typed.find('=');
    if (equals == std::string::npos) return matching(options(*at.command), typed);
    const Option* option = find_option(*at.command, typed.substr(0, equals));
    if (!option || option->flag()) return {};
    return value_of(option->value, typed.substr(equals + 1), typed.substr(0, equals + 1));
  }
  if (!at.command->commands.empty()) {
    std::vector<Candidate> found;
    for (const Command& below : at.command->commands)
      found.push_back({below.name, below.summary});
    return matching(found, typed);
  }
  return value_of(at.command->positional.name, typed);
}

}  // namespace checkoutdiag::usage
