#include "cli/arguments.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "checks/nearest.hpp"
#include "cli/commands.hpp"
#include "cli/terminal.hpp"
#include "cli/usage/tree.hpp"
#include "lib/failure.hpp"
#include "lib/text/escape.hpp"

// The only file that includes CLI11, which takes seconds to compile. CLI11 takes the words apart;
// what the words mean is in cli/usage, and no message of CLI11's own reaches the user.
namespace checkoutdiag {
namespace {

using usage::Command;
using Kind = Failure::Kind;
using Words = std::vector<std::string>;

// Where the words lead: the command, and how it was called.
struct Chosen {
  const Command* command;
  std::string path;
  const CLI::App* app = nullptr;
};

std::string shown(const std::string& word) {
  return text::printable(word, 80);
}

std::string near(const std::string& word, const Words& candidates) {
  std::vector<std::string_view> views(candidates.begin(), candidates.end());
  return std::string(nearest(word, views));
}

void fill(CLI::App& app, const Command& command) {
  app.set_help_flag();
  app.require_subcommand(0);
  for (const usage::Option& option : command.options) {
    if (option.flag())
      app.add_flag(option.names);
    else
      app.add_option(option.names)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  }
  if (!command.positional.name.empty())
    app.add_option("WORDS")
        ->expected(0, CLI::detail::expected_max_vector_size)
        ->allow_extra_args()
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  for (const Command& below : command.commands)
    fill(*app.add_subcommand(below.name), below);
}

Chosen chosen(const Command& root, const CLI::App& app) {
  Chosen at{&root, root.name, &app};
  while (true) {
    const auto below = at.app->get_subcommands();
    if (below.empty()) return at;
    at.app = below.front();
    at.command = usage::find_command(*at.command, at.app->get_name());
    at.path += " " + at.app->get_name();
  }
}

// The path of a command somewhere below that has the option: for one written too early.
std::string owner_of(const Command& command, const std::string& path, const std::string& name) {
  for (const Command& below : command.commands) {
    std::string here = path + " " + below.name;
    if (usage::find_option(below, name)) return here;
    if (std::string deeper = owner_of(below, here, name); !deeper.empty()) return deeper;
  }
  return {};
}

Failure unknown_option(const Chosen& at, const std::string& word) {
  std::string name = word.substr(0, word.find('='));
  std::string message = "there is no option " + shown(name) + " for " + at.path;
  if (std::string owner = owner_of(*at.command, at.path, name); !owner.empty())
    return Failure(Kind::usage, message, "it belongs after the command: " + owner + " " + name);
  Words known;
  for (const usage::Option& option : at.command->options)
    known.push_back(usage::names_of(option).back());
  std::string meant = near(name, known);
  return Failure(Kind::usage, message,
                 meant.empty() ? at.path + " --help lists them" : "did you mean " + meant + "?");
}

Failure unknown_word(const Chosen& at, const std::string& word) {
  if (at.command->commands.empty())
    return Failure(Kind::usage, "'" + shown(word) + "' is one word too many",
                   at.path + " --help tells what it takes");
  Words known;
  for (const Command& below : at.command->commands)
    known.push_back(below.name);
  std::string meant = near(word, known);
  std::string path = at.path + " ";
  return Failure(
      Kind::usage, "there is no command '" + path.substr(path.find(' ') + 1) + shown(word) + "'",
      meant.empty() ? at.path + " --help lists them" : "did you mean " + path + meant + "?");
}

// Where CLI11 left the first word that it could not place.
Chosen holder_of_extras(const Command& root, const CLI::App& app) {
  Chosen at{&root, root.name, &app};
  while (at.app->remaining().empty() && !at.app->get_subcommands().empty()) {
    at.app = at.app->get_subcommands().front();
    at.command = usage::find_command(*at.command, at.app->get_name());
    at.path += " " + at.app->get_name();
  }
  return at;
}

void parse(CLI::App& app, const Command& root, const Words& words) {
  try {
    app.parse(Words(words.rbegin(), words.rend()));
  } catch (const CLI::ExtrasError&) {
    Chosen at = holder_of_extras(root, app);
    const Words extras = at.app->remaining();
    std::string word = extras.empty() ? "" : extras.front();
    bool option = word.size() > 1 && word[0] == '-';
    throw option ? unknown_option(at, word) : unknown_word(at, word);
  } catch (const CLI::ParseError& error) {
    Chosen at = chosen(root, app);
    const usage::Option* last = usage::find_option(*at.command, words.back());
    if (last && !last->flag())
      throw Failure(Kind::usage, words.back() + " needs a value", "it takes " + last->value);
    throw Failure(Kind::usage, text::printable(error.what()),
                  at.path + " --help tells what it takes");
  }
}

// Hands each value to the option it was given to, and keeps what was given for the report.
void apply(const Chosen& at, const Words& after_mark, Options& options) {
  for (const usage::Option& option : at.command->options) {
    std::string name = usage::names_of(option).back();
    const CLI::Option* parsed = at.app->get_option(name);
    bool one = !option.flag() && !option.repeats;
    if (one && parsed->count() > 1)
      throw Failure(Kind::usage, name + " is given twice", "leave one out");
    for (const std::string& value : parsed->results()) {
      if (!option.flag() && value.size() > 1 && usage::find_option(*at.command, value))
        throw Failure(Kind::usage, name + " needs a value, and " + value + " is an option",
                      "it takes " + option.value);
      if (option.flag() && value != "true")
        throw Failure(Kind::usage, name + " takes no value",
                      "write " + name + " alone, or leave it out");
      option.set(value);
      options.common.given.emplace_back(name.substr(2), value);
      if (option.flag()) break;
    }
  }
  const usage::Positional& words = at.command->positional;
  if (words.name.empty()) return;
  Words results = at.app->get_option("WORDS")->results();
  results.insert(results.end(), after_mark.begin(), after_mark.end());
  if (!words.repeats && results.size() > 1) throw unknown_word(at, results[1]);
  std::string name = words.name;
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  for (const std::string& value : results) {
    words.set(value);
    options.common.given.emplace_back(name, value);
  }
}

bool words_missing(const Chosen& at, const Words& after_mark) {
  const usage::Positional& words = at.command->positional;
  if (!words.required || at.app->count("WORDS") > 0 || !after_mark.empty()) return false;
  return words.unless.empty() || at.app->count(words.unless) == 0;
}

bool asks_for(const Words& words, std::initializer_list<const char*> names) {
  for (const std::string& word : words) {
    if (word == "--") return false;
    for (const char* name : names)
      if (word == name) return true;
  }
  return false;
}

// Help for the deepest command named, even when something else is wrong with the line.
std::string help_for(const Command& root, const Words& words) {
  const Command* command = &root;
  std::string path = root.name;
  for (const std::string& word : words) {
    const Command* below = usage::find_command(*command, word);
    if (!below) continue;
    command = below;
    path += " " + word;
  }
  return usage::help(*command, path);
}

std::function<int()> printing(std::string text) {
  return [text = std::move(text)] {
    print(text);
    return 0;
  };
}

}  // namespace

bool wants_json(const Words& words) {
  for (std::size_t i = 0; i < words.size() && words[i] != "--"; ++i)
    if (words[i] == "--json" || words[i] == "--format=json" ||
        (words[i] == "--format" && i + 1 < words.size() && words[i + 1] == "json"))
      return true;
  return false;
}

Invocation parse_arguments(const Words& words) {
  // For the tests of the manual: understood or not, and nothing is done.
  if (!words.empty() && words[0] == "__parse") {
    parse_arguments(Words(words.begin() + 1, words.end()));
    return {std::make_shared<Options>(), [] { return 0; }};
  }
  auto options = std::make_shared<Options>();
  auto root = std::make_shared<Command>(usage::command_tree(*options));
  if (!words.empty() && words[0] == "__complete")
    return {options, printing(usage::complete(*root, Words(words.begin() + 1, words.end())))};
  if (words.size() == 1 && words[0] == "__rules-manual") return {options, printing(rules_manual())};
  if (asks_for(words, {"-h", "--help"})) return {options, printing(help_for(*root, words))};

  CLI::App app;
  fill(app, *root);
  // "--" ends the options. CLI11 would hand what follows to the parent command, so it is kept from
  // it.
  const auto mark = std::find(words.begin(), words.end(), "--");
  const Words after_mark(mark == words.end() ? mark : mark + 1, words.end());
  parse(app, *root, Words(words.begin(), mark));
  Chosen at = chosen(*root, app);
  if (app.count("--version") > 0) return {options, run_version};
  // A command that got lost in a script must not look like a pass, so this is no success.
  if (!at.command->run)
    return {options, [text = usage::help(*at.command, at.path)] {
              complain(text);
              return 2;
            }};
  if (at.command->positional.name.empty() && !after_mark.empty())
    throw unknown_word(at, after_mark.front());
  apply(at, after_mark, *options);
  if (words_missing(at, after_mark))
    throw Failure(Kind::usage, at.path + " needs " + at.command->positional.name,
                  at.path + " --help tells what it takes");
  // `root` is kept alive by the closure: its commands are bound to `options`.
  return {options, [root, options, run = at.command->run] { return run(); }};
}

}  // namespace checkoutdiag
