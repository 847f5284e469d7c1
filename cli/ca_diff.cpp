#include <algorithm>
#include <map>
#include <set>

#include "cli/ca.hpp"
#include "cli/commands.hpp"
#include "cli/facts/ca_facts.hpp"
#include "lib/failure.hpp"

namespace checkoutdiag {
namespace {

using Certificates = std::vector<x509::Certificate>;

Certificates certificates_of(const trust::Inventory& inventory, const trust::Store& store) {
  std::set<std::size_t> seen;
  Certificates all;
  for (const trust::Entry& entry : store.entries)
    if (seen.insert(entry.certificate).second)
      all.push_back(inventory.certificates[entry.certificate]);
  return all;
}

// What is only in one, ordered by name, so that two runs say the same.
Certificates only_in(const Certificates& one, const Certificates& other) {
  std::set<std::string> digests;
  for (const x509::Certificate& each : other)
    digests.insert(each.sha256);
  Certificates rest;
  for (const x509::Certificate& each : one)
    if (!digests.count(each.sha256)) rest.push_back(each);
  std::sort(rest.begin(), rest.end(), [](const auto& a, const auto& b) {
    return std::tie(a.subject, a.sha256) < std::tie(b.subject, b.sha256);
  });
  return rest;
}

// A subject that left and came is one change, not two.
void pair_up(ca::DiffCase& diff) {
  for (auto old = diff.removed.begin(); old != diff.removed.end();) {
    const auto same =
        std::find_if(diff.added.begin(), diff.added.end(), [&](const x509::Certificate& each) {
          return !each.subject.empty() && each.subject == old->subject;
        });
    if (same == diff.added.end()) {
      ++old;
      continue;
    }
    diff.changed.emplace_back(*old, *same);
    diff.added.erase(same);
    old = diff.removed.erase(old);
  }
}

const trust::Store& store_of(const trust::Inventory& inventory, std::size_t index,
                             const std::string& named) {
  const trust::Store& store = inventory.stores.at(index);
  const std::string& why = store.file.error.empty() ? store.problem : store.file.error;
  if (store.entries.empty())
    throw Failure(Failure::Kind::input,
                  "cannot compare " + text::printable(named, 400) + ": " +
                      (why.empty() ? "it holds no certificate" : text::printable(why)),
                  "checkoutdiag ca audit STORE tells more");
  return store;
}

}  // namespace

int run_ca_diff(const CaOptions& options, const CommonOptions& common) {
  if (options.words.size() != 2)
    throw Failure(
        Failure::Kind::usage,
        "ca diff compares two stores, and was given " + std::to_string(options.words.size()),
        "checkoutdiag ca diff OLD NEW");
  CaRun run("ca diff", options, common);
  run.search();
  const std::vector<std::size_t> places{run.place_of(options.words[0]),
                                        run.place_of(options.words[1])};
  const trust::Inventory inventory = run.take(&places, {});
  if (inventory.incomplete) {
    run.report.subjects.push_back({run.subject(), "", {}, "", std::nullopt});
    run.judge_completeness(inventory);
    return run.finish([] { return std::string("null"); });
  }
  // The same file twice is one store.
  const trust::Store& old_store = store_of(inventory, 0, options.words[0]);
  const trust::Store& new_store =
      store_of(inventory, inventory.stores.size() > 1 ? 1 : 0, options.words[1]);

  ca::DiffCase diff;
  diff.old_name = options.words[0];
  diff.new_name = options.words[1];
  const Certificates old_ones = certificates_of(inventory, old_store);
  const Certificates new_ones = certificates_of(inventory, new_store);
  diff.old_count = static_cast<int>(old_ones.size());
  diff.new_count = static_cast<int>(new_ones.size());
  diff.removed = only_in(old_ones, new_ones);
  diff.added = only_in(new_ones, old_ones);
  pair_up(diff);

  Subject subject;
  subject.name = options.words[0] + " -> " + options.words[1];
  subject.footer = fmt::format("{} before, {} after", diff.old_count, diff.new_count);
  judge(ca::diff(), diff, subject.name, run.report.outcomes);
  run.report.subjects.push_back(std::move(subject));
  return run.finish([&] { return facts::to_json(diff); });
}

}  // namespace checkoutdiag
