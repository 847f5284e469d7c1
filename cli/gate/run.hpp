#pragma once
#include <functional>
#include <string>
#include <vector>

#include "cli/gate/file.hpp"
#include "cli/gate/report_reader.hpp"

namespace checkoutdiag {

/// What became of a check.
struct GateRun {
  gate::End end = gate::End::ran;
  std::string why;                 // of all but `ran`, a clause; safe to print
  std::optional<ReadReport> read;  // what it reported; of a check that was ended, what it knew
  std::string data = "null";
  double seconds = 0;
};

/// A check, and whether it is run at all.
struct GatePlan {
  const GateCheck* check = nullptr;
  std::vector<std::string> targets;  // of this shard
  std::string left_out;              // why it is not run, a clause; empty: it is
};

struct GatePace {
  std::vector<std::string> common;  // words for every check: "--now", …
  int jobs = 8;
  double seconds = 0;  // for all together; 0: no end
};

/// The words with which a check is run, after the program's name.
std::vector<std::string> words_of(const GatePlan& plan, const std::vector<std::string>& common);

/// Runs the checks, several at once, each as a process of this program, so that none can end or
/// slow down the others. `stop` is a descriptor that ends them; `told` gets each that is done.
std::vector<GateRun> run_checks(const std::vector<GatePlan>& plans, const GatePace& options,
                                int stop, const std::function<void(std::size_t)>& told);

}  // namespace checkoutdiag
