#pragma once
#include <string>
#include <vector>

#include "checks/report.hpp"

// A report by subject, as most formats show it.
namespace checkoutdiag::output {

struct Counts {
  Summary found;
  int held = 0, skipped = 0;  // rules that ran and hold; rules that did not apply
};

/// A subject and its outcomes.
struct Section {
  std::string name;
  const Subject* subject = nullptr;  // null: only outcomes speak of it, such as a waivers file
  std::vector<const Outcome*> outcomes;
  Counts counts;

  bool clean() const;  // nothing was found and nothing is left open
};

/// The subjects of the report in its order, then those that only outcomes name.
std::vector<Section> sections(const Report& report);

/// "2 errors, 1 warning", "all 31 checks held", "nothing was checked".
std::string verdict(const Counts& counts);

/// "1 with errors, 2 inconclusive, 9 clean (12 in all)".
std::string overview(const std::vector<Section>& all);

/// Over the whole report.
Counts count(const std::vector<Section>& all);

/// The finding's own fix, or its rule's.
std::string fix_of(const Outcome& outcome, const Finding& finding);

/// Where a format that points into files shows it: the finding's place, its subject's, --at. A line
/// of stdin is no file that could be opened later, so --at goes before it.
std::optional<Place> place_of(const Section& section, const Finding* finding,
                              const std::optional<Place>& at);

}  // namespace checkoutdiag::output
