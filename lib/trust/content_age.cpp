#include "lib/trust/content_age.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <utility>

namespace checkoutdiag::trust {
namespace {

// A bundle whose content is none of Mozilla's differs from every version in more than every 20th of
// the roots that came and went. Measured: up to 7 of 145 in bundles made from Mozilla's between
// 2018 and 2026; 8 in Apple's store, 28 in Oracle's, 31 in Microsoft's.
constexpr std::size_t kOneIn = 20;

// A version counts as reached when at most every tenth of its new roots is missing, and as not yet
// reached when at least every tenth of those that it threw out is still there.
constexpr std::size_t kOneInTen = 10;

struct Step {
  std::size_t version = 0;  // 1-based: place among the versions
  bool added = false;
  const Change* change = nullptr;
};

/// One root and what happened to it, oldest first.
struct Root {
  bool present = false;
  std::vector<Step> steps;

  /// Is it in the versions just before the step at `index`? Before the first: the opposite of it.
  bool before(std::size_t index) const {
    return index == 0 ? !steps.front().added : steps[index - 1].added;
  }
};

struct History {
  std::vector<std::pair<Time, std::string>> versions;  // oldest first; number n is at n - 1
  std::map<std::string, Root> roots;                   // by SHA-256
};

History history(const std::set<std::string>& sha256, const Knowledge& known) {
  History all;
  for (const Change& each : known.changes)
    if (!each.sha256.empty()) all.versions.emplace_back(each.when, each.version);
  std::sort(all.versions.begin(), all.versions.end());
  all.versions.erase(std::unique(all.versions.begin(), all.versions.end()), all.versions.end());
  for (const Change& each : known.changes) {
    if (each.sha256.empty()) continue;
    auto place = std::lower_bound(all.versions.begin(), all.versions.end(),
                                  std::pair(each.when, each.version));
    Root& root = all.roots[each.sha256];
    root.present = sha256.contains(each.sha256);
    root.steps.push_back(
        {static_cast<std::size_t>(place - all.versions.begin()) + 1, each.added, &each});
  }
  for (auto& [hash, root] : all.roots)
    std::stable_sort(root.steps.begin(), root.steps.end(),
                     [](const Step& a, const Step& b) { return a.version < b.version; });
  return all;
}

/// How many roots contradict that the content is of after version k and before k + 1, for each k
/// from 0. What changes with k + 1 contradicts neither: Mozilla made the changes one by one.
std::vector<std::size_t> contradictions(const History& all) {
  const std::size_t count = all.versions.size() + 1;
  std::vector<std::ptrdiff_t> change(count + 1, 0);
  for (const auto& [hash, root] : all.roots) {
    std::size_t from = 0;  // the first k with this state
    for (std::size_t i = 0; i <= root.steps.size(); ++i) {
      const bool last = i == root.steps.size();
      if (!last && root.steps[i].added == root.before(i)) continue;  // said twice
      const bool state = last ? root.steps.back().added : root.before(i);
      const std::size_t end = last ? count : root.steps[i].version;
      const std::size_t until = last ? end : end - 1;  // the last k before a change is free
      if (state != root.present && from < until) {
        ++change[from];
        --change[until];
      }
      from = end;
    }
  }
  std::vector<std::size_t> sums;
  std::ptrdiff_t sum = 0;
  for (std::size_t k = 0; k < count; ++k)
    sums.push_back(static_cast<std::size_t>(sum += change[k]));
  return sums;
}

/// The newest version, up to `limit`, that the bundle has a new root of, or 0.
std::size_t newest_addition(const History& all, std::size_t limit) {
  std::size_t newest = 0;
  for (const auto& [hash, root] : all.roots)
    for (const Step& step : root.steps)
      if (root.present && step.added && step.version <= limit)
        newest = std::max(newest, step.version);
  return newest;
}

/// The newest version, up to `limit`, whose new roots are all there, or 0; roots that were thrown
/// out again up to `limit` are not asked for.
std::size_t newest_reached(const History& all, std::size_t limit) {
  std::map<std::size_t, std::pair<std::size_t, std::size_t>> wanted;  // version -> all, missing
  for (const auto& [hash, root] : all.roots)
    for (std::size_t i = 0; i < root.steps.size(); ++i) {
      const Step& step = root.steps[i];
      const bool gone = i + 1 < root.steps.size() && root.steps[i + 1].version <= limit;
      if (!step.added || step.version > limit || gone) continue;
      ++wanted[step.version].first;
      wanted[step.version].second += root.present ? 0 : 1;
    }
  std::size_t reached = 0;
  for (const auto& [version, counts] : wanted)
    if (counts.second * kOneInTen <= counts.first) reached = version;
  return reached;
}

/// The oldest version after `from`, and of after `not_before`, of whose thrown out roots at least
/// every tenth is still there: fewer were added back by hand. 0: none.
std::size_t oldest_removal(const History& all, std::size_t from, std::optional<Time> not_before) {
  std::map<std::size_t, std::pair<std::size_t, std::size_t>> removed;  // version -> all, present
  for (const auto& [hash, root] : all.roots)
    for (const Step& step : root.steps) {
      if (step.added || step.version <= from) continue;
      if (not_before && all.versions[step.version - 1].first <= *not_before) continue;
      ++removed[step.version].first;
      removed[step.version].second += root.present ? 1 : 0;
    }
  for (const auto& [version, counts] : removed)
    if (counts.second > 0 && counts.second * kOneInTen >= counts.first) return version;
  return 0;
}

/// Names of the roots that are there and that a version threw out, or took in; sorted.
std::vector<std::string> names(const History& all, std::size_t version, bool added) {
  std::vector<std::string> found;
  for (const auto& [hash, root] : all.roots)
    for (const Step& step : root.steps)
      if (root.present && step.version == version && step.added == added)
        found.push_back(step.change->name);
  std::sort(found.begin(), found.end());
  return found;
}

void tell(const History& all, std::size_t first, std::size_t last, ContentAge& age) {
  std::size_t newest = newest_addition(all, last + 1);
  if (newest > 1) age.not_before = all.versions[newest - 2].first;
  if (std::size_t version = oldest_removal(all, first, age.not_before)) {
    age.before = all.versions[version - 1].first;
    age.older_than_version = all.versions[version - 1].second;
    age.evidence = names(all, version, false);
    age.still_there = age.evidence.size();
  }
  if (std::size_t version = newest_reached(all, last + 1)) {
    age.at_least_version = all.versions[version - 1].second;
    for (std::string& name : names(all, version, true))
      age.evidence.push_back(std::move(name));
  }
}

}  // namespace

ContentAge date_by_content(const std::set<std::string>& sha256, const Knowledge& known,
                           std::size_t least_common) {
  ContentAge age;
  const History all = history(sha256, known);
  for (const auto& [hash, root] : all.roots)
    age.common += root.present ? 1 : 0;
  if (age.common == 0 || age.common < least_common) {
    age.unknown_because = fmt::format(
        "it has {} of the {} roots that came or went with Mozilla's bundle, too few to date it",
        age.common, all.roots.size());
    return age;
  }
  const std::vector<std::size_t> wrong = contradictions(all);
  const auto best = std::min_element(wrong.begin(), wrong.end());
  if (*best * kOneIn > all.roots.size()) {
    age.unknown_because = fmt::format(
        "it was not made from Mozilla's bundle: {} of {} roots contradict even the version that "
        "fits best",
        *best, all.roots.size());
    return age;
  }
  const auto last = std::find(wrong.rbegin(), wrong.rend(), *best);
  tell(all, static_cast<std::size_t>(best - wrong.begin()),
       static_cast<std::size_t>(wrong.rend() - last) - 1, age);
  return age;
}

}  // namespace checkoutdiag::trust
