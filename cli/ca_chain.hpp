#pragma once
#include <optional>
#include <string>
#include <vector>

#include "cli/ca.hpp"
#include "cli/facts/ca_facts.hpp"
#include "lib/trust/matrix.hpp"

// A gateway's chain against the runtimes of a machine: what `ca chain` shares.
namespace checkoutdiag {

/// A chain as it was sent, or as a file holds it.
struct Sent {
  std::string target;  // the subject of the report
  std::string host, address, seen_in, problem;
  std::vector<std::string> ders;
};

struct Machine {
  trust::Inventory inventory;
  std::optional<std::vector<std::size_t>> stores;  // those of --store; else the clients are asked
};

/// Looks for the machine's stores, and reads them.
Machine look(CaRun& run, const CaOptions& options);

/// Puts a chain to every runtime, or to the stores that were named.
facts::JudgedChain judge_one(CaRun& run, const CaOptions& options, const Machine& machine,
                             const Sent& sent, std::vector<trust::Candidate> candidates);

/// Adds the rules' outcomes on a judged chain, and a subject of it, to the run's report.
void report_chain(CaRun& run, const Machine& machine, const facts::JudgedChain& chain,
                  const std::string& repeat);

/// A setting that leads nowhere is the cause of what the chain alone would be blamed for.
void judge_machine(CaRun& run, const Machine& machine);

/// The command that asks the same again, to append options to.
std::string repeat_command(const CaOptions& options, const CommonOptions& common,
                           const std::string& word);

}  // namespace checkoutdiag
