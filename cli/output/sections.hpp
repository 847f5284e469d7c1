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
  std::size_t target = 0;  // the same for a target and its addresses
};

/// What a subject amounts to, the worst first. Waived is not clean, and neither is what no rule
/// looked at.
enum class Standing { errors, inconclusive, unchecked, warnings, notes, waived, clean };

Standing standing(const Section& section);

/// The subjects of the report in its order, then those that only outcomes name.
std::vector<Section> sections(const Report& report);

/// "2 errors, 1 warning", "all 31 checks held", "nothing was checked".
std::string verdict(const Counts& counts);

bool has_several_subjects(const std::vector<Section>& all);
bool has_several_targets(const std::vector<Section>& all);

/// Puts the targets with the worst standing first, alike ones in their order, and what is no
/// subject last. A target and its addresses stay together.
void worst_first(std::vector<Section>& all);

/// "1 with errors, 2 inconclusive, 9 clean (12 in all)": of subjects.
std::string overview(const std::vector<Section>& all);

/// "1 with errors: a:443; 2 inconclusive: b:443, c:443", the names where they are few; empty when
/// there is nothing of the kind.
std::string overview_by_name(const std::vector<Section>& all);

/// "judged as of 2027-06-01" when --now was given, else empty.
std::string judged_as_of(const Report& report);

/// Over the whole report.
Counts count(const std::vector<Section>& all);

/// The finding's own fix, or its rule's.
std::string fix_of(const Outcome& outcome, const Finding& finding);

/// A waiver that has no end: of what a baseline has.
inline constexpr Time kNoEnd = Time::max();

/// "until 2027-01-31: the reason", or the reason alone of a waiver without an end.
std::string words_of(const Waiver& waiver);

/// Where a format that points into files shows it: the finding's place, its subject's, --at. A line
/// of stdin is no file that could be opened later, so --at goes before it.
std::optional<Place> place_of(const Section& section, const Finding* finding,
                              const std::optional<Place>& at);

}  // namespace checkoutdiag::output
