#include "cli/ca.hpp"
#include "cli/commands.hpp"
#include "cli/facts/ca_facts.hpp"

namespace checkoutdiag {
namespace {

trust::Inventory look(CaRun& run, const std::vector<std::string>& named) {
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
  for (const std::string& store : named)
    places.push_back(run.place_of(store));
  return run.take(&places, how);
}

void judge_store(const CaRun& run, const trust::Inventory& inventory, const trust::Store& store,
                 Report& report) {
  Subject subject;
  subject.name = store.path;
  subject.note = facts::store_note(store);
  subject.details = facts::store_details(inventory, store, run.at);
  // Formats that point into files can point at the store itself.
  if (!store.file.real.empty() && !inventory.foreign) subject.place = Place{store.path, 1};
  judge(ca::all(), ca::StoreCase{inventory, store, run.known, run.wanted, run.at}, store.path,
        report.outcomes);
  report.subjects.push_back(std::move(subject));
}

}  // namespace

int run_ca_audit(const CaOptions& options, const CommonOptions& common) {
  CaRun run("ca audit", options, common);
  run.read_knowledge();
  const trust::Inventory inventory = look(run, options.words);
  run.report.by_rule = true;
  if (options.words.empty()) {
    Subject machine;
    machine.name = run.subject();
    machine.note = facts::machine_footer(inventory);
    run.report.subjects.push_back(std::move(machine));
    judge(ca::machine(), ca::MachineCase{inventory, run.known, run.wanted, run.at}, run.subject(),
          run.report.outcomes);
  }
  for (const trust::Store& store : inventory.stores)
    judge_store(run, inventory, store, run.report);
  return run.finish([&] { return facts::to_json(inventory); });
}

}  // namespace checkoutdiag
