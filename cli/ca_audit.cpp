#include <charconv>
#include <map>

#include "cli/ca.hpp"
#include "cli/commands.hpp"
#include "cli/facts/ca_facts.hpp"

namespace checkoutdiag {
namespace {

// What each store is called in the report: as its caller did, so that a waiver written for one
// checkout holds in the next.
using Names = std::map<std::string, std::string>;  // path -> as given

trust::Inventory look(CaRun& run, const std::vector<std::string>& named, Names& names) {
  trust::InventoryOptions how;
  how.packages = true;
  run.search();
  run.read_baseline();
  if (named.empty()) {
    // Unpacking the machine's package lists takes longer than judging a bundle; a named one is told
    // how old it is by its content.
    how.candidates = how.drift = true;
    return run.take(nullptr, how);
  }
  std::vector<std::size_t> places;
  for (const std::string& store : named) {
    places.push_back(run.place_of(store));
    names.emplace(run.plan().places[places.back()].path, store);
  }
  return run.take(&places, how);
}

// "line 120" of a finding's evidence, where an entry of the file begins.
int line_of(const Finding& finding) {
  constexpr std::string_view kLine = "line ";
  for (const auto& [key, value] : finding.evidence.items) {
    const std::string* text = std::get_if<std::string>(&value);
    if (key != "origin" || !text || text->rfind(kLine, 0) != 0) continue;
    int line = 0;
    std::from_chars(text->data() + kLine.size(), text->data() + text->size(), line);
    return line;
  }
  return 0;
}

void judge_store(const CaRun& run, const trust::Inventory& inventory, const trust::Store& store,
                 const std::string& called, Report& report) {
  Subject subject;
  subject.name = called;
  subject.note = facts::store_note(store);
  subject.details = facts::store_details(inventory, store, run.at);
  // Formats that point into files can point at the store itself.
  if (!store.file.real.empty() && !inventory.foreign) subject.place = Place{called, 1};
  const std::size_t first = report.outcomes.size();
  judge(ca::all(), ca::StoreCase{inventory, store, run.known, run.wanted, run.at}, called,
        report.outcomes);
  for (std::size_t i = first; i < report.outcomes.size(); ++i)
    for (Finding& finding : report.outcomes[i].findings)
      if (const int line = line_of(finding); line > 0 && subject.place)
        finding.place = Place{called, line};
  report.subjects.push_back(std::move(subject));
}

}  // namespace

int run_ca_audit(const CaOptions& options, const CommonOptions& common) {
  CaRun run("ca audit", options, common);
  run.read_knowledge();
  Names names;
  const trust::Inventory inventory = look(run, options.words, names);
  run.report.by_rule = {"store",
                        "One store alone: checkoutdiag ca audit STORE; --verbose tells every fix."};
  if (options.words.empty()) {
    Subject machine;
    machine.name = run.subject();
    machine.note = facts::machine_footer(inventory);
    run.report.subjects.push_back(std::move(machine));
    run.judge_machine(ca::machine(), inventory);
  }
  if (!options.words.empty()) run.judge_completeness(inventory);
  for (const trust::Store& store : inventory.stores) {
    const auto given = names.find(store.path);
    judge_store(run, inventory, store, given == names.end() ? store.path : given->second,
                run.report);
  }
  return run.finish([&] { return facts::to_json(inventory); });
}

}  // namespace checkoutdiag
