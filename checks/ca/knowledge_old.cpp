#include <algorithm>
#include <map>
#include <set>

#include "checks/ca/chain_words.hpp"
#include "checks/words.hpp"
#include "lib/text/ascii.hpp"

namespace checkoutdiag::ca::rules {
namespace {

using namespace chains;
using trust::Provenance;

constexpr Reference kReferences[] = {
    {"Mozilla: additional trust changes", "https://wiki.mozilla.org/CA/Additional_Trust_Changes"},
    {"Mozilla: root CA lifecycles", "https://wiki.mozilla.org/CA/Root_CA_Lifecycles"},
};

template <class Call>
void for_each_source(const Knowledge& known, Call&& call) {
  for (const trust::Distrust& each : known.distrust)
    call(each.from);
  for (const trust::Change& each : known.changes)
    call(each.from);
  for (const trust::Notice& each : known.notices)
    call(each.from);
  for (const trust::Interceptor& each : known.interceptors)
    call(each.from);
}

// A user's file counts as well: it is how newer data comes in.
const Provenance* newest(const Knowledge& known) {
  const Provenance* found = nullptr;
  for_each_source(known, [&](const Provenance& each) {
    if (each.as_of != Time{} && (!found || each.as_of > found->as_of)) found = &each;
  });
  return found;
}

// Of all certificates that were found, in lower case.
struct Fingerprints {
  std::set<std::string> certificates, keys, subjects;
};

Fingerprints fingerprints(const Inventory& seen) {
  Fingerprints found;
  for (const x509::Certificate& each : seen.certificates) {
    found.certificates.insert(text::lower(each.sha256));
    found.subjects.insert(text::lower(each.subject));
    if (!each.spki_sha256.empty()) found.keys.insert(text::lower(each.spki_sha256));
  }
  return found;
}

// Entries that said something about this machine, and that are old: how many of each age.
std::map<std::string, std::size_t> old_and_used(const MachineCase& seen) {
  const Fingerprints found = fingerprints(seen.seen);
  std::map<std::string, std::size_t> ages;
  auto count = [&](const Provenance& from) {
    std::optional<std::int64_t> age = age_in_days(from, seen.at);
    if (!age || *age > kOldKnowledgeDays)
      ++ages[brief(from.file, 80) + ", " + age_text(from, seen.at)];
  };
  for (const trust::Distrust& each : seen.known.distrust)
    if (found.certificates.count(text::lower(each.sha256)) > 0 ||
        found.keys.count(text::lower(each.spki_sha256)) > 0)
      count(each.from);
  // An addition says something where it is lacking, which a store's own rule tells.
  for (const trust::Change& each : seen.known.changes)
    if (!each.added && found.certificates.count(text::lower(each.sha256)) > 0) count(each.from);
  for (const trust::Interceptor& each : seen.known.interceptors)
    if (!each.words.empty() &&
        std::any_of(found.subjects.begin(), found.subjects.end(), [&](const std::string& subject) {
          return subject.find(text::lower(each.words)) != std::string::npos;
        }))
      count(each.from);
  return ages;
}

constexpr std::string_view kFix =
    "install a newer checkoutdiag, or give newer data, which replaces the built-in entries for the "
    "same certificate, key or host:\n"
    "  checkoutdiag ca audit --knowledge newer.json";

void run(const MachineCase& seen, Outcome& outcome) {
  const Provenance* last = newest(seen.known);
  std::map<std::string, std::size_t> used = old_and_used(seen);
  std::vector<std::string> ages;
  std::size_t entries = 0;
  for (const auto& [age, count] : used) {
    ages.push_back(fmt::format("{}: {}", age, counted(count, "entry", "entries")));
    entries += count;
  }
  std::optional<std::int64_t> age = last ? age_in_days(*last, seen.at) : std::nullopt;
  if (age && *age > kOldKnowledgeDays)
    outcome
        .fail(
            "everything known here about distrusted authorities and gateways is {} or older, "
            "the newest of {}: what happened since is not seen",
            days_text(*age), text::date(last->as_of))
        .with("newest_as_of", text::rfc3339(last->as_of))
        .with("age_days", *age)
        .with("used", bounded(std::move(ages)))
        .fixed_by(std::string(kFix));
  else if (entries > 0)
    outcome
        .fail("{} older than {} ({}): that may have changed since",
              counted(entries, "entry applies to stores of this machine and is",
                      "entries apply to stores of this machine and are"),
              days_text(kOldKnowledgeDays), listed(ages, 2))
        .with("used", bounded(std::move(ages)))
        .fixed_by(std::string(kFix));
}

}  // namespace

constinit const Check<MachineCase> knowledge_old{
    .rule = {.id = "ca/knowledge-old",
             .level = Level::note,
             .title = "what is known about authorities and gateways is old",
             .why = "Distrust, removals and announcements are dated facts that no certificate "
                    "carries: Mozilla's list changes several times a year, and a key can be "
                    "compromised any day. Data of half a year ago misses what happened since, and "
                    "nothing found then is no proof.",
             .fix = kFix,
             .references = kReferences},
    .skip = [](const MachineCase& seen) -> std::string_view {
      const Knowledge& known = seen.known;
      return known.distrust.empty() && known.changes.empty() && known.notices.empty() &&
                     known.interceptors.empty()
                 ? "nothing is known about authorities: there is no data"
                 : "";
    },
    .run = &run,
};

}  // namespace checkoutdiag::ca::rules
