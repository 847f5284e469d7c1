#include "cli/ca.hpp"
#include "cli/commands.hpp"
#include "cli/facts/ca_facts.hpp"

namespace checkoutdiag {
namespace {

// Of a list of stores only what says that the list is not whole or that a setting leads nowhere;
// the stores themselves are judged by `ca audit`.
constexpr const Check<ca::StoreCase>* kOfAStore[] = {&ca::rules::store_readable};
constexpr const Check<ca::MachineCase>* kOfTheMachine[] = {&ca::rules::setting_broken,
                                                           &ca::rules::search_complete};

}  // namespace

int run_ca_stores(const CaOptions& options, const CommonOptions& common) {
  CaRun run("ca stores", options, common);
  run.search();
  trust::InventoryOptions how;
  how.packages = true;
  const trust::Inventory inventory = run.take(nullptr, how);

  Subject subject;
  subject.name = run.subject();
  subject.details = facts::machine_details(inventory, run.at);
  subject.footer = facts::machine_footer(inventory);
  run.report.subjects.push_back(std::move(subject));
  run.judge_machine(kOfTheMachine, inventory);
  for (const trust::Store& store : inventory.stores) {
    std::vector<Outcome> outcomes;
    judge<ca::StoreCase>(kOfAStore, {inventory, store, run.known, run.wanted, run.at}, store.path,
                         outcomes);
    // A store that was read needs no line of its own.
    for (Outcome& outcome : outcomes)
      if (!outcome.inconclusive_because.empty() || !outcome.findings.empty())
        run.report.outcomes.push_back(std::move(outcome));
  }
  return run.finish([&] { return facts::to_json(inventory); });
}

}  // namespace checkoutdiag
