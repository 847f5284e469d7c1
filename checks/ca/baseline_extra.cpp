#include "checks/ca/words.hpp"

namespace checkoutdiag::ca::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Mozilla: removed certificate authorities",
     "https://wiki.mozilla.org/CA/Removed_Certificates"},
    {"PCI DSS: document library, requirement 4.2.1.1",
     "https://www.pcisecuritystandards.org/document_library/"},
};

std::string_view skip(const StoreCase& seen) {
  if (!seen.wanted.baseline) return "no --baseline was given";
  return no_certificates(seen);
}

void run(const StoreCase& seen, Outcome& outcome) {
  const Baseline& baseline = *seen.wanted.baseline;
  const std::vector<Held> found = held_where(
      seen, [&](const Held& each) { return !baseline.sha256.contains(each.certificate->sha256); });
  if (found.empty()) return;
  Finding& finding =
      outcome.fail("{} holds {} that the baseline {} does not: {}; {} what they sign",
                   called(seen.store), certificates_text(found.size()), baseline.name,
                   listed(names_of(found), kFewNames), readers_that(seen, "accepts", "accept"));
  describe_all(finding, found).with("baseline", baseline.name).with("readers", reader_names(seen));
}

}  // namespace

constinit const Check<StoreCase> baseline_extra{
    .rule = {.id = "ca/baseline-extra",
             .level = Level::note,
             .title = "the store holds certificates that are not in the baseline",
             .why = "Each further root is one more key that can vouch for any gateway. Most are "
                    "older roots that the baseline has dropped; one that nobody knows deserves a "
                    "look. That is why this is a note, and why the names are all in the report.",
             .fix = "look through the names in the report; take out those that nobody can explain, "
                    "or take a new baseline",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::ca::rules
