#include <algorithm>

#include "cli/output/output.hpp"
#include "cli/usage/tree.hpp"
#include "cli/usage/values.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag::usage {
namespace {

using Kind = Failure::Kind;

ReportTarget report_target(const std::string& value) {
  std::size_t equals = value.find('=');
  ReportTarget target{value.substr(0, equals), ""};
  if (equals != std::string::npos) target.file = value.substr(equals + 1);
  std::string kinds;
  bool known = false;
  for (std::string_view kind : output::kinds()) {
    kinds += (kinds.empty() ? "" : ", ") + std::string(kind);
    known = known || kind == target.kind;
  }
  if (!known || target.file.empty())
    throw wrong_value("--report", value, "KIND=FILE with KIND one of " + kinds);
  return target;
}

void add_verdict_options(Command& command, CommonOptions& to) {
  auto add = [&](Option option) {
    option.group = "Verdict";
    command.options.push_back(std::move(option));
  };
  add({"--fail-on", "error|warning|note|never",
       "the least level that makes the exit code 1 (default: error)", [&to](const std::string& v) {
         to.threshold.fail_on = choice<std::optional<Level>>("--fail-on", v,
                                                             {{"error", Level::error},
                                                              {"warning", Level::warning},
                                                              {"note", Level::note},
                                                              {"never", std::nullopt}});
       }});
  add({"--inconclusive", "fail|pass",
       "make what could not be decided a failure (exit 1) or nothing (exit 0) instead of exit 3",
       [&to](const std::string& v) {
         to.threshold.inconclusive = choice<Status>(
             "--inconclusive", v, {{"fail", Status::findings}, {"pass", Status::pass}});
       }});
  add({"--waivers", "FILE", "JSON file of findings that are accepted until a date",
       [&to](const std::string& v) { to.waivers = v; }});
  add({"--now", "TIME", "judge as if it were TIME, such as 2026-11-27T00:00:00Z",
       [&to](const std::string& v) { to.now = moment("--now", v); }});
  add({"--timeout", "SECONDS", "for one step, such as one answer (default: 5)",
       [&to](const std::string& v) { to.timeout = number("--timeout", v, 0.01, 3600); }});
  add({"--deadline", "SECONDS", "for the whole run; 0 is none (default: 120)",
       [&to](const std::string& v) { to.deadline = number("--deadline", v, 0, 86400); }});
}

void add_output_options(Command& command, CommonOptions& to) {
  auto add = [&](Option option) {
    option.group = "Output";
    command.options.push_back(std::move(option));
  };
  add({"--format", "human|json", "what stdout gets (default: human)", [&to](const std::string& v) {
         to.format =
             choice<Format>("--format", v, {{"human", Format::human}, {"json", Format::json}});
       }});
  add({"--json", "", "short for --format json",
       [&to](const std::string&) { to.format = Format::json; }});
  Option report{"--report", "json|junit|sarif|github|gitlab|markdown|prometheus|nagios=FILE",
                "also write such a report to FILE, - for stdout; may be repeated",
                [&to](const std::string& v) { to.reports.push_back(report_target(v)); }};
  report.repeats = true;
  add(std::move(report));
  add({"--at", "FILE[:LINE]",
       "where reports that point into files show findings that have no place of their own",
       [&to](const std::string& v) { to.at = place("--at", v); }});
  add({"-q,--quiet", "", "only what fails, one line each; nothing when nothing does",
       [&to](const std::string&) { to.quiet = true; }});
  add({"-v,--verbose", "", "also evidence, references and what was skipped, and why",
       [&to](const std::string&) { to.verbose = true; }});
  add({"--color", "auto|always|never", "colour for people (default: auto)",
       [&to](const std::string& v) {
         to.color = choice<ColorChoice>("--color", v,
                                        {{"auto", ColorChoice::automatic},
                                         {"always", ColorChoice::always},
                                         {"never", ColorChoice::never}});
       }});
  add({"--no-progress", "", "no progress on stderr",
       [&to](const std::string&) { to.progress = false; }});
}

bool was_given(const CommonOptions& options, std::string_view name, std::string_view value) {
  return std::any_of(options.given.begin(), options.given.end(), [&](const auto& argument) {
    return argument.first == name && argument.second == value;
  });
}

}  // namespace

void add_common_options(Command& command, CommonOptions& options) {
  add_verdict_options(command, options);
  add_output_options(command, options);
}

void check_common_options(const CommonOptions& options) {
  if (options.quiet && options.verbose)
    throw Failure(Kind::usage, "--quiet and --verbose contradict each other", "leave one out");
  if (was_given(options, "format", "human") && was_given(options, "json", "true"))
    throw Failure(Kind::usage, "--json and --format human contradict each other", "leave one out");

  // stdout carries one document. Annotations are lines among lines, so they may follow the human
  // text.
  std::string owner = options.format == Format::json ? "--json" : "";
  std::vector<std::string> files;
  for (const ReportTarget& target : options.reports) {
    if (target.file != "-") {
      if (std::find(files.begin(), files.end(), target.file) != files.end())
        throw Failure(Kind::usage, "two reports go to " + text::printable(target.file, 200),
                      "give each report a file of its own");
      files.push_back(target.file);
      continue;
    }
    std::string name = "--report " + target.kind + "=-";
    if (!owner.empty())
      throw Failure(Kind::usage, owner + " and " + name + " both want stdout",
                    "give one of them a file: --report " + target.kind + "=FILE");
    owner = name;
  }
}

}  // namespace checkoutdiag::usage
