#pragma once
#include <functional>
#include <string>
#include <vector>

// The command line as data: what parsing, help, completion, suggestions and the manual check are
// made from, so that none of them can know an option that the others do not.
namespace checkoutdiag::usage {

/// One option of a command.
struct Option {
  std::string names;  // "-q,--quiet"; the long name last
  std::string value;  // how help writes it: "SECONDS", "FILE", "a|b|c" (a choice); empty: a flag
  std::string help;
  std::function<void(const std::string&)> set;  // called with each value, "true" for a flag
  std::string group = "Options";
  bool repeats = false;

  bool flag() const { return value.empty(); }
};

/// The words after the options.
struct Positional {
  std::string name;  // "TARGET"; "a|b|c" is a choice; empty: the command takes none
  std::string help;
  std::function<void(const std::string&)> set;
  bool repeats = false, required = false;
  std::string unless;  // an option that can stand in for a required one: "--targets"
};

/// A command, or a group of commands when it has no `run`.
struct Command {
  std::string name, summary;
  std::string notes;  // printed below the options: examples, where they help
  std::vector<Option> options;
  Positional positional;
  std::vector<Command> commands;
  std::function<int()> run;
};

/// The names of an option apart: {"-q", "--quiet"}.
std::vector<std::string> names_of(const Option& option);

/// The option of that name ("-q" or "--quiet"), or nothing.
const Option* find_option(const Command& command, const std::string& name);

/// The command below that name, or nothing.
const Command* find_command(const Command& command, const std::string& name);

/// The parts of "a|b|c".
std::vector<std::string> choices_of(const std::string& value);

/// What `--help` prints: 80 columns. `path` is what was typed to get there: "checkoutdiag tls
/// probe".
std::string help(const Command& command, const std::string& path);

/// What could stand at the last of `words` (those after the program's name): one
/// "word<TAB>description" a line, or ":files" where a file name is wanted.
std::string complete(const Command& root, const std::vector<std::string>& words);

}  // namespace checkoutdiag::usage
