#include "cli/gate/file.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "checks/nearest.hpp"
#include "cli/files.hpp"
#include "cli/rule_patterns.hpp"
#include "cli/targets.hpp"
#include "cli/usage/tree.hpp"
#include "lib/failure.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/json_choice.hpp"
#include "lib/text/json_line.hpp"
#include "lib/text/json_object.hpp"

namespace checkoutdiag {
namespace {

using nlohmann::json;
using text::JsonObject;

constexpr std::size_t kMostBytes = 1u << 20, kMostChecks = 1000, kMostList = 10'000;
constexpr text::JsonLimits kLimits{16, 100'000};

constexpr std::string_view kKeys[] = {"$schema",      "$comment", "targets", "targets-file",
                                      "fail-on",      "waivers",  "checks",  "inconclusive",
                                      "waivers-file", "baseline", "jobs",    "checklist"};
constexpr std::string_view kCheckKeys[] = {"$comment", "run",    "options", "words",
                                           "targets",  "levels", "budget"};
constexpr std::string_view kBudgetKeys[] = {"$comment", "seconds", "warnings", "notes"};

constexpr text::Words<std::optional<Level>> kFailOn[] = {{"error", Level::error},
                                                         {"warning", Level::warning},
                                                         {"note", Level::note},
                                                         {"never", std::nullopt}};
constexpr text::Words<std::optional<Level>> kLevels[] = {{"error", Level::error},
                                                         {"warning", Level::warning},
                                                         {"note", Level::note},
                                                         {"off", std::nullopt}};
constexpr text::Words<Status> kInconclusive[] = {{"fail", Status::findings},
                                                 {"pass", Status::pass}};

bool reports(const usage::Command& command) {
  return command.run && usage::find_option(command, "--report");
}

/// "tls probe", of every command below that a gate can run.
void add_commands(const usage::Command& command, const std::string& path,
                  std::vector<std::string>& to) {
  for (const usage::Command& below : command.commands) {
    const std::string here = path.empty() ? below.name : path + " " + below.name;
    // A gate in a gate would hide what it is made of, and a merge has nothing to look at.
    if (here == "gate" || here == "report") continue;
    if (reports(below)) to.push_back(here);
    add_commands(below, here, to);
  }
}

std::string near(const std::string& word, const std::vector<std::string>& known,
                 const std::string& otherwise) {
  const std::vector<std::string_view> views(known.begin(), known.end());
  const std::string_view meant = nearest(word, views);
  return meant.empty() ? otherwise : fmt::format("did you mean {}?", meant);
}

std::string listed(const std::vector<std::string>& words) {
  std::string list;
  for (const std::string& each : words)
    list += (list.empty() ? "" : ", ") + each;
  return list;
}

/// A value of an option as the command line has it; nothing: it is of no such kind.
std::optional<std::string> word_of(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number()) return value.dump();
  return {};
}

class Reader {
 public:
  Reader(const json& document, const text::JsonSource& source, std::string file)
      : document_(document), source_(source), top_(document, source), file_(std::move(file)) {}

  GateFile read() {
    top_.only(kKeys);
    read_.file = file_;
    read_verdict();
    read_.targets = targets_of(top_, "/targets");
    if (top_.has("targets-file")) {
      const std::string list = top_.string("targets-file");
      const auto more = targets_in(read_file(list, "the targets", kMostBytes), list);
      read_.targets.insert(read_.targets.end(), more.begin(), more.end());
    }
    read_waivers();
    if (top_.has("baseline")) read_.baseline = top_.string("baseline");
    if (top_.has("jobs")) read_.jobs = static_cast<int>(top_.whole("jobs", 1, 256));
    read_checklist();
    read_checks();
    return std::move(read_);
  }

 private:
  int line_at(const std::string& pointer) const {
    return static_cast<int>(text::line_of(source_.text, pointer));
  }

  void read_verdict() {
    if (!top_.has("fail-on") && !top_.has("inconclusive")) return;
    Threshold threshold;
    threshold.fail_on = text::choice(top_, "fail-on", kFailOn, threshold.fail_on);
    threshold.inconclusive =
        text::choice(top_, "inconclusive", kInconclusive, Status::inconclusive);
    read_.threshold = threshold;
  }

  std::vector<WrittenTarget> targets_of(const JsonObject& from, const std::string& pointer) const {
    std::vector<WrittenTarget> targets;
    for (const std::string& each : from.strings("targets")) {
      const std::size_t number = targets.size();
      if (each.empty() || each.starts_with('-'))
        from.miss("targets", number, "must be host[:port], [v6]:port or an https URL");
      targets.push_back({each, Place{file_, line_at(fmt::format("{}/{}", pointer, number))}});
    }
    return targets;
  }

  void read_waivers() {
    if (top_.has("waivers-file")) read_.waivers_file = top_.string("waivers-file");
    if (!top_.has("waivers")) return;
    if (top_.has("waivers-file")) top_.miss("waivers", "and \"waivers-file\" exclude each other");
    const auto entries = top_.list("waivers", kMostList);
    for (std::size_t i = 0; i < entries.size(); ++i) {
      try {
        const json one = json::array({document_["waivers"][i]});
        read_.waivers.push_back(parse_waivers(one.dump(), file_).at(0));
      } catch (const Failure& failure) {
        constexpr std::string_view kMark = "entry 1: ";
        const std::string what = failure.what();
        const std::size_t at = what.find(kMark);
        entries[i].fail(at == what.npos ? what : what.substr(at + kMark.size()), failure.hint);
      }
      read_.waivers.back().place.line = line_at(fmt::format("/waivers/{}", i));
    }
  }

  void read_checklist() {
    std::vector<std::string> known;
    for (const auto* each : gate::checklist())
      known.emplace_back(each->rule.id.substr(std::string_view("gate/").size()));
    for (const std::string& each : top_.strings("checklist")) {
      if (std::find(known.begin(), known.end(), each) == known.end())
        top_.miss("checklist", read_.checklist.size(),
                  "must be one of " + listed(known) + ", not " + text::printable(each, 80));
      read_.checklist.push_back(each);
    }
  }

  void read_checks() {
    const auto checks = top_.object("checks");
    if (!checks) top_.fail("\"checks\" is missing", "checkoutdiag gate init writes a first file");
    const std::vector<std::string> names = checks->keys();
    if (names.size() > kMostChecks)
      top_.miss("checks", fmt::format("must have at most {} entries", kMostChecks));
    for (const std::string& name : names)
      if (name != "$comment") read_.checks.push_back(check(name, *checks));
    std::stable_sort(read_.checks.begin(), read_.checks.end(),
                     [](const GateCheck& a, const GateCheck& b) { return a.line < b.line; });
    if (read_.checks.empty()) top_.miss("checks", "must have a check");
  }

  GateCheck check(const std::string& name, const JsonObject& checks) {
    if (name.empty() || name.find_first_of(" /,=") != name.npos || name.starts_with('-') ||
        name.starts_with('$') || text::printable(name) != name)
      checks.miss(name, "must be a name without spaces, \"/\", \",\" and \"=\"");
    const JsonObject object = *checks.object(name.c_str());
    object.only(kCheckKeys);
    GateCheck check;
    check.name = name;
    const std::string pointer = "/checks/" + text::pointer_step(name);
    check.line = line_at(pointer);
    check.run = object.string("run");
    const usage::Command& command = command_of(check.run, object);
    read_options(object, command, document_["checks"][name], check);
    check.targets = targets_of(object, pointer + "/targets");
    read_words(object, command, check);
    read_levels(object, check);
    read_budget(object, check);
    return check;
  }

  const usage::Command& command_of(const std::string& run, const JsonObject& object) const {
    const std::vector<std::string> known = gate_commands();
    if (std::find(known.begin(), known.end(), run) == known.end())
      object.fail(fmt::format("\"run\" cannot be {}", text::printable(run, 80)),
                  near(run, known, "it is one of " + listed(known)));
    const usage::Command* at = &root_;
    for (std::string_view rest = run; !rest.empty();) {
      const std::size_t end = std::min(rest.find(' '), rest.size());
      at = usage::find_command(*at, std::string(rest.substr(0, end)));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return *at;
  }

  void read_options(const JsonObject& object, const usage::Command& command, const json& raw,
                    GateCheck& check) const {
    const auto options = object.object("options");
    if (!options) return;
    for (const std::string& key : options->keys()) {
      if (key == "$comment") continue;
      const std::string name = "--" + key;
      const usage::Option* option = usage::find_option(command, name);
      if (is_gates_own(name)) options->miss(key, "is the gate's own: give it to checkoutdiag gate");
      if (!option) {
        std::vector<std::string> known;
        for (const usage::Option& each : command.options)
          if (!is_gates_own(usage::names_of(each).back()))
            known.push_back(usage::names_of(each).back().substr(2));
        options->fail(
            fmt::format("{} has no option {}", check.run, text::printable(key, 80)),
            near(key, known, fmt::format("checkoutdiag {} --help lists them", check.run)));
      }
      add_option(*options, key, *option, raw["options"][key], check);
    }
  }

  static void add_option(const JsonObject& options, const std::string& key,
                         const usage::Option& option, const json& value, GateCheck& check) {
    const std::string name = "--" + key;
    if (option.flag()) {
      if (!value.is_boolean()) options.miss(key, "must be true or false");
      if (value.get<bool>()) check.options.emplace_back(name, "");
      return;
    }
    if (value.is_array() && !option.repeats) options.miss(key, "must be one value, not a list");
    const json list = value.is_array() ? value : json::array({value});
    for (const json& each : list) {
      const auto word = word_of(each);
      if (!word) options.miss(key, option.repeats ? "must be texts" : "must be a text or a number");
      try {
        option.set(*word);
      } catch (const Failure& failure) {
        options.fail(failure.what(), failure.hint);
      }
      check.options.emplace_back(name, *word);
    }
  }

  void read_words(const JsonObject& object, const usage::Command& command, GateCheck& check) const {
    const usage::Positional& wanted = command.positional;
    check.words = object.strings("words");
    const bool is_of_targets = wanted.name.starts_with("TARGET");
    if (wanted.name.empty() && !check.words.empty())
      object.miss("words", fmt::format("is not known: {} takes none", check.run));
    if (!wanted.repeats && check.words.size() > 1)
      object.miss("words", fmt::format("must be one: {} takes {}", check.run, wanted.name));
    if (!is_of_targets && !check.targets.empty())
      object.miss("targets", fmt::format("is not known: {} has none", check.run));
    for (std::size_t i = 0; i < check.words.size(); ++i) {
      if (check.words[i] == "-") object.miss("words", i, "must be a file: a gate has no stdin");
      try {
        wanted.set(check.words[i]);
      } catch (const Failure& failure) {
        object.miss("words", i, failure.what());
      }
    }
    if (!check.words.empty() || wanted.name.empty()) return;
    check.takes_targets = is_of_targets;
    if (is_of_targets && check.targets.empty() && read_.targets.empty())
      object.fail(fmt::format("{} has no target", check.run),
                  "write \"targets\": [\"api.gateway.example\"], for all checks or for this one");
    const bool has_stand_in = std::any_of(
        check.options.begin(), check.options.end(),
        [&](const auto& each) { return !wanted.unless.empty() && each.first == wanted.unless; });
    if (wanted.required && !is_of_targets && !has_stand_in)
      object.fail(fmt::format("{} needs {}", check.run, wanted.name),
                  "write it as \"words\": [\"…\"]");
  }

  static void read_levels(const JsonObject& object, GateCheck& check) {
    const auto levels = object.object("levels");
    if (!levels) return;
    for (const std::string& rule : levels->keys()) {
      if (rule == "$comment") continue;
      if (const std::string hint = fault_of_rule_pattern(rule); !hint.empty())
        levels->fail("there is no rule " + text::printable(rule, 80), hint);
      check.levels.push_back(
          {rule, text::choice(*levels, rule.c_str(), kLevels, std::optional<Level>())});
    }
    // What names one rule goes before what names its family.
    std::stable_sort(check.levels.begin(), check.levels.end(),
                     [](const LevelChange& a, const LevelChange& b) {
                       return !a.rule.ends_with("/*") && b.rule.ends_with("/*");
                     });
  }

  static void read_budget(const JsonObject& object, GateCheck& check) {
    const auto budget = object.object("budget");
    if (!budget) return;
    budget->only(kBudgetKeys);
    constexpr std::int64_t kLongest = 86400, kMost = 1'000'000;
    if (budget->has("seconds"))
      check.budget.seconds = static_cast<double>(budget->whole("seconds", 1, kLongest));
    if (budget->has("warnings"))
      check.budget.warnings = static_cast<int>(budget->whole("warnings", 0, kMost));
    if (budget->has("notes"))
      check.budget.notes = static_cast<int>(budget->whole("notes", 0, kMost));
  }

  const json& document_;
  const text::JsonSource& source_;
  JsonObject top_;
  std::string file_;
  Options options_;
  usage::Command root_ = usage::command_tree(options_);
  GateFile read_;
};

}  // namespace

GateFile read_gate_file(const std::string& text, const std::string& file) {
  const text::JsonSource source{text::printable(file, 400), text};
  const json document = text::parse_json(source, kMostBytes, kLimits, "gate");
  return Reader(document, source, file).read();
}

std::vector<std::string> gate_commands() {
  Options options;
  std::vector<std::string> all;
  add_commands(usage::command_tree(options), "", all);
  return all;
}

bool is_gates_own(const std::string& option) {
  constexpr std::string_view kGates[] = {
      "--format",  "--json",  "--report",      "--at",      "--quiet",
      "--verbose", "--color", "--no-progress", "--fail-on", "--inconclusive",
      "--waivers", "--now",   "--deadline",    "--help"};
  return std::find(std::begin(kGates), std::end(kGates), option) != std::end(kGates);
}

}  // namespace checkoutdiag
