#include <algorithm>

#include "cli/commands.hpp"
#include "cli/usage/rows.hpp"
#include "cli/usage/tree.hpp"
#include "cli/usage/values.hpp"
#include "lib/failure.hpp"

namespace checkoutdiag::usage {
namespace {

using Kind = Failure::Kind;

// "2/8": the third of eight.
void read_shard(const std::string& value, GateOptions& to) {
  constexpr int kMost = 100'000;
  const std::size_t slash = value.find('/');
  const Failure wrong = wrong_value("--shard", value, "I/N, such as 0/4, with I from 0 to N-1");
  if (slash == value.npos) throw wrong;
  try {
    to.shards = whole("--shard", value.substr(slash + 1), 1, kMost);
    to.shard = whole("--shard", value.substr(0, slash), 0, to.shards - 1);
  } catch (const Failure&) {
    throw wrong;
  }
}

// "tls,chain", or the option several times.
void add_names(const std::string& value, std::vector<std::string>& to) {
  for (std::string_view rest = value;;) {
    const std::size_t end = std::min(rest.find(','), rest.size());
    if (end > 0) to.emplace_back(rest.substr(0, end));
    if (end == rest.size()) return;
    rest.remove_prefix(end + 1);
  }
}

Option names_option(const char* name, const char* help, std::vector<std::string>& to) {
  Option option{name, "CHECK,...", help, [&to](const std::string& v) { add_names(v, to); }};
  option.repeats = true;
  return option;
}

Command init_command(Options& options) {
  GateOptions& to = options.gate;
  Command command{"init",
                  "Writes a first file for a gate: checks of a gateway's TLS and chain, and places "
                  "for those of your own code."};
  command.positional = {"TARGET", "a gateway: host[:port] or an https URL",
                        [&to](const std::string& v) { to.targets.push_back(v); }, true};
  Rows rows{command, "Options"};
  rows.text("--profile", "NAME", "a gateway of checkoutdiag profile list", to.profile);
  rows.text("--output", "FILE", "- is stdout (default: checkoutdiag.json)", to.output);
  command.notes =
      "A file that is there already is not written over.\n"
      "\n"
      "Examples:\n"
      "  checkoutdiag gate init --profile stripe\n"
      "  checkoutdiag gate init api.gateway.example --output -\n";
  command.run = [&to] { return run_gate_init(to); };
  return command;
}

Command schema_command() {
  Command command{"schema",
                  "Prints the JSON Schema of a gate's file, for editors: every command, option and "
                  "rule of this version."};
  command.run = [] { return run_gate_schema(); };
  return command;
}

}  // namespace

Command gate_commands(Options& options) {
  GateOptions& to = options.gate;
  Command command{"gate",
                  "Runs all checks that a file names, and makes one report and one exit code of "
                  "them."};
  command.positional = {"FILE", "what is checked (default: checkoutdiag.json)",
                        [&to](const std::string& v) { to.file = v; }};
  Rows rows{command, "Checks"};
  rows.add(names_option("--only", "run these checks alone; may be repeated", to.only));
  rows.add(names_option("--skip", "run all but these; may be repeated", to.skip));
  rows.text("--baseline", "FILE", "a JSON report: what it has already does not fail", to.baseline);
  rows.add({"--shard", "I/N", "of N parts the one with the number I, from 0",
            [&to](const std::string& v) { read_shard(v, to); }});
  rows.add({"--jobs", "N", "checks at once (default: the file's, or 8)",
            [&to](const std::string& v) { to.jobs = whole("--jobs", v, 1, 256); }});
  add_common_options(command, options.common);
  command.commands.push_back(init_command(options));
  command.commands.push_back(schema_command());
  command.notes =
      "Each check is a run of one command, with its options as \"options\". It may\n"
      "have a budget of seconds, warnings and notes, and levels of its own. --deadline\n"
      "is for all of them together (default: none).\n"
      "\n"
      "Examples:\n"
      "  checkoutdiag gate init --profile stripe\n"
      "  checkoutdiag gate\n"
      "  checkoutdiag gate --only tls,chain --report junit=gate.xml\n"
      "  checkoutdiag gate --report json=baseline.json; checkoutdiag gate \\\n"
      "    --baseline baseline.json\n"
      "  checkoutdiag gate fleet.json --shard 0/4 --report json=shard-0.json\n"
      "\n"
      "Exit: 0 nothing is wrong, 1 something is, 2 wrong call or file, 3 it could not\n"
      "be decided.\n";
  command.run = [&options] {
    check_common_options(options.common);
    return run_gate(options.gate, options.common);
  };
  return command;
}

Command report_commands(Options& options) {
  ReportOptions& to = options.report;
  Command merge{"merge",
                "Makes one report of several JSON reports: of shards, or of several commands."};
  merge.positional = {"FILE", "a report that --report json=FILE wrote; - is stdin",
                      [&to](const std::string& v) { to.files.push_back(v); }, true, true};
  add_common_options(merge, options.common);
  merge.notes =
      "The exit code is that of all together, by --fail-on and --inconclusive as they\n"
      "are given here. Levels and waivers that a run applied stay.\n"
      "\n"
      "Examples:\n"
      "  checkoutdiag report merge shard-*.json\n"
      "  checkoutdiag report merge tls.json chain.json --report sarif=all.sarif\n"
      "\n"
      "Exit: 0 nothing is wrong, 1 something is, 2 wrong call or file, 3 it could not\n"
      "be decided.\n";
  merge.run = [&options] {
    check_common_options(options.common);
    return run_report_merge(options.report, options.common);
  };
  Command report{"report", "Works with reports that were written."};
  report.commands.push_back(std::move(merge));
  return report;
}

}  // namespace checkoutdiag::usage
