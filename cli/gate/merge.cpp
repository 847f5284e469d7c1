#include "cli/gate/merge.hpp"

#include <algorithm>
#include <set>

#include "cli/output/fingerprint.hpp"
#include "cli/output/sections.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag {

void append(Report& to, Report&& from, const std::string& part, const std::optional<Place>& place) {
  std::set<std::string> known;
  for (const Subject& each : to.subjects)
    known.insert(each.name);
  for (Subject& each : from.subjects) {
    if (!each.place) each.place = place;
    if (known.insert(each.name).second) to.subjects.push_back(std::move(each));
  }
  for (Outcome& outcome : from.outcomes) {
    for (Finding& finding : outcome.findings)
      finding.with("check", part);
    to.outcomes.push_back(std::move(outcome));
  }
}

std::vector<const Check<gate::ChecklistCase>*> lines_of(const std::vector<std::string>& names) {
  std::vector<const Check<gate::ChecklistCase>*> lines;
  for (const auto* each : gate::checklist()) {
    const std::string_view line = each->rule.id.substr(std::string_view("gate/").size());
    if (std::find(names.begin(), names.end(), line) != names.end()) lines.push_back(each);
  }
  return lines;
}

int excuse_known(Report& report, const Report& baseline, const std::string& file) {
  std::set<std::string> known;
  output::Fingerprints before, now;
  for (const Outcome& outcome : baseline.outcomes)
    for (const Finding& finding : outcome.findings)
      known.insert(before.of(outcome, finding.message));
  const std::string reason = "in the baseline " + text::printable(file, 200);
  int excused = 0;
  for (Outcome& outcome : report.outcomes)
    for (Finding& finding : outcome.findings) {
      const bool is_known = known.contains(now.of(outcome, finding.message));
      if (!is_known || finding.waived) continue;
      finding.waived =
          Waiver{std::string(outcome.rule->id), outcome.subject, reason, output::kNoEnd};
      ++excused;
    }
  return excused;
}

}  // namespace checkoutdiag
