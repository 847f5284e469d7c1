#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "checks/ca/ca.hpp"
#include "checks/report.hpp"
#include "cli/arguments.hpp"
#include "cli/session.hpp"
#include "cli/terminal.hpp"
#include "lib/net/wire.hpp"
#include "lib/trust/files.hpp"
#include "lib/trust/inventory.hpp"
#include "lib/trust/search.hpp"

namespace checkoutdiag {

/// What the `ca` commands share: whose machine, what is known, what is wanted, and the report.
class CaRun {
 public:
  /// Reads waivers and the process's surroundings; throws Failure for a wrong call.
  CaRun(const char* command, const CaOptions& options, const CommonOptions& common);

  /// What is built in, and the files of --knowledge, which may be wrong: Failure(input).
  void read_knowledge();

  /// Looks where stores are. Called once.
  void search();
  const trust::Plan& plan() const { return plan_; }

  /// The index of a store that the user named; throws Failure(input) when nothing is there.
  std::size_t place_of(const std::string& named);

  /// Reads the places with these indices, or all.
  trust::Inventory take(const std::vector<std::size_t>* places, trust::InventoryOptions options);

  /// The certificates of --baseline, if one is named.
  void read_baseline();

  /// Judges rules about the machine as a whole.
  void judge_machine(std::span<const Check<ca::MachineCase>* const> rules,
                     const trust::Inventory& inventory);

  /// What was not read is no pass: says so in the report when the look ended early.
  void judge_completeness(const trust::Inventory& inventory);

  bool stopped() const;
  net::Limits limits() const;

  /// The machine's name in reports: "this machine", "process 4242 (java)", the image's directory.
  const std::string& subject() const { return subject_; }

  /// Prints, writes the reports, and returns the exit code. The facts are put into words only for
  /// who reads them.
  int finish(const std::function<std::string()>& data);

  Session session;
  trust::Knowledge known;
  ca::Wanted wanted;
  Time at;
  Report report;
  Progress progress;

 private:
  const CaOptions& options_;
  const CommonOptions& common_;
  std::string subject_;
  trust::Surroundings around_;
  std::unique_ptr<trust::Files> files_;
  trust::Plan plan_;
  net::Clock::time_point started_;
  std::optional<net::Clock::time_point> deadline_;
};

}  // namespace checkoutdiag
