#include <algorithm>
#include <map>

#include "checks/ca/distrusted_by.hpp"
#include "checks/ca/remedies.hpp"
#include "checks/ca/words.hpp"

namespace checkoutdiag::ca::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Debian: changes of ca-certificates", "https://tracker.debian.org/pkg/ca-certificates"},
    {"Mozilla: removed certificate authorities",
     "https://wiki.mozilla.org/CA/Removed_Certificates"},
};

using Removals = std::map<std::string_view, const trust::Change*>;

// The last word on each: what came back is not removed.
Removals removals(const Knowledge& known, Time at) {
  std::map<std::string_view, const trust::Change*> last;
  for (const trust::Change& change : known.changes) {
    if (change.sha256.empty() || change.when > at) continue;
    const trust::Change*& entry = last[change.sha256];
    if (!entry || change.when >= entry->when) entry = &change;
  }
  std::erase_if(last, [](const auto& each) { return each.second->added; });
  return last;
}

std::string_view skip(const StoreCase& seen) {
  if (seen.known.changes.empty()) return "nothing is known of what was removed upstream";
  return no_certificates(seen);
}

void run(const StoreCase& seen, Outcome& outcome) {
  const Removals gone = removals(seen.known, seen.at);
  const std::vector<Held> found = held_where(seen, [&](const Held& each) {
    return gone.contains(each.certificate->sha256) &&
           !outright_distrust(seen.known, *each.certificate) &&
           !later_distrust(seen.known, *each.certificate);
  });
  if (found.empty()) return;
  std::vector<std::string> versions;
  for (const Held& each : found) {
    const trust::Change& change = *gone.at(each.certificate->sha256);
    std::string text = fmt::format("{} ({})", change.version, text::date(change.when));
    if (std::find(versions.begin(), versions.end(), text) == versions.end())
      versions.push_back(std::move(text));
  }
  Finding& finding = outcome.fail(
      "{} holds {} that Mozilla's set has no more: {}; not a defect by itself, and a gateway below "
      "one of them is refused by clients that are up to date",
      called(seen.store), certificates_text(found.size()), listed(names_of(found), kFewNames));
  describe_all(finding, found)
      .with("removed_in", std::move(versions))
      .fixed_by(how_to_update(seen.store));
}

}  // namespace

constinit const Check<StoreCase> removed_upstream{
    .rule = {.id = "ca/removed-upstream",
             .level = Level::note,
             .title = "the store holds roots that were removed upstream",
             .why = "Roots leave Mozilla's set for being old, unused or not for websites; that "
                    "alone makes none dangerous. It tells that the store is behind, and that a "
                    "gateway which still builds on such a root works here and fails elsewhere. "
                    "Roots that were distrusted have a rule of their own.",
             .fix = "bring the store up to date when no gateway needs them:\n"
                    "  sudo apt-get install --only-upgrade ca-certificates",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::ca::rules
