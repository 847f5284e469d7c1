#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checks/gate/gate.hpp"
#include "cli/arguments.hpp"
#include "cli/waivers.hpp"

// checkoutdiag.json: what a gate checks.
namespace checkoutdiag {

/// What --fail-on says, for one rule or family: a level, or that it does not count.
struct LevelChange {
  std::string rule;            // "tls/cbc-cipher", "webhook/*"
  std::optional<Level> level;  // nothing: off
};

struct GateCheck {
  std::string name;
  std::string run;                                           // "tls probe"
  std::vector<std::pair<std::string, std::string>> options;  // "--policy", its value; "": a flag
  std::vector<std::string> words;                            // behind them
  bool takes_targets = false;                                // its words are the gate's targets
  std::vector<WrittenTarget> targets;                        // its own; none: the gate's
  std::vector<LevelChange> levels;
  gate::Budget budget;
  int line = 1;  // of the file, on which it begins
};

struct GateFile {
  std::string file;               // as it was named
  std::vector<GateCheck> checks;  // in the file's order
  std::vector<WrittenTarget> targets;
  std::optional<Threshold> threshold;  // nothing: the command line's, or its default
  std::vector<WrittenWaiver> waivers;  // written in the file itself
  std::string waivers_file, baseline;  // files; empty: none
  std::vector<std::string> checklist;  // the lines that are judged, by the names of their rules
  int jobs = 0;                        // 0: not said
};

/// Reads and proves it whole: commands, options and their values, rules, targets. Throws
/// Failure(input), "checkoutdiag.json:12: checks.tls.options: …".
GateFile read_gate_file(const std::string& text, const std::string& file);

/// The names of the commands that a gate can run: those that report.
std::vector<std::string> gate_commands();

/// The options that the gate has for all its checks, and none of them for itself.
bool is_gates_own(const std::string& option);

}  // namespace checkoutdiag
