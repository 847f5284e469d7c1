#include <algorithm>
#include <map>

#include "checks/ca/remedies.hpp"
#include "checks/ca/words.hpp"

namespace checkoutdiag::ca::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Mozilla: included certificate authorities",
     "https://wiki.mozilla.org/CA/Included_Certificates"},
    {"PCI DSS: document library, requirement 4.2.1.1",
     "https://www.pcisecuritystandards.org/document_library/"},
};

constexpr std::size_t kMostInEvidence = 200, kLongestName = 100;

std::string_view skip(const StoreCase& seen) {
  using trust::Role;
  if (!seen.wanted.baseline) return "no --baseline was given";
  if (seen.store.role == Role::local_addition || seen.store.role == Role::extra)
    return "it adds to another store, which is compared";
  std::string_view why = not_read(seen);
  if (!why.empty()) return why;
  if (!seen.store.problem.empty()) return "it was read only in part: see ca/store-readable";
  return {};
}

// A name for the fingerprint, where a store of this machine has the certificate or the baseline
// tells one.
std::string name_of(const Baseline& baseline,
                    const std::map<std::string_view, const x509::Certificate*>& by_sha256,
                    const std::string& sha256) {
  auto found = by_sha256.find(sha256);
  bool named = found != by_sha256.end() && found->second->malformed.empty();
  if (named) return called(*found->second);
  auto told = baseline.names.find(sha256);
  std::string name =
      told == baseline.names.end() ? std::string() : text::printable(told->second, kLongestName);
  return name.empty() ? "SHA-256 " + sha256.substr(0, 16) : name;
}

void run(const StoreCase& seen, Outcome& outcome) {
  std::set<std::string_view> held;
  for (const trust::Entry& entry : seen.store.entries)
    if (const x509::Certificate* certificate = certificate_of(seen.seen, entry))
      held.insert(certificate->sha256);
  std::map<std::string_view, const x509::Certificate*> by_sha256;
  for (const x509::Certificate& each : seen.seen.certificates)
    by_sha256.try_emplace(each.sha256, &each);
  std::vector<std::string> names, lines;
  for (const std::string& sha256 : seen.wanted.baseline->sha256) {
    if (held.contains(sha256)) continue;
    names.push_back(name_of(*seen.wanted.baseline, by_sha256, sha256));
    if (lines.size() < kMostInEvidence)
      lines.push_back(fmt::format("{} (SHA-256 {})", names.back(), sha256));
  }
  if (names.empty()) return;
  outcome
      .fail("{} lacks {} of the baseline {}: {}; {} gateways below them", called(seen.store),
            certificates_text(names.size()), seen.wanted.baseline->name, listed(names, kFewNames),
            readers_that(seen, "refuses", "refuse"))
      .with("baseline", seen.wanted.baseline->name)
      .with("certificates", std::move(lines))
      .with("count", static_cast<std::int64_t>(names.size()))
      .with("readers", reader_names(seen))
      .fixed_by(how_to_update(seen.store));
}

}  // namespace

constinit const Check<StoreCase> baseline_missing{
    .rule = {.id = "ca/baseline-missing",
             .level = Level::warning,
             .title = "the store lacks certificates of the baseline",
             .why = "A gateway that moves to a root which this store lacks is refused from that "
                    "day, while the machine that the baseline was taken from goes on. Whether a "
                    "gateway needs one of them, checkoutdiag ca chain tells.",
             .fix = "bring the store up to date:\n"
                    "  sudo apt-get install --only-upgrade ca-certificates",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::ca::rules
