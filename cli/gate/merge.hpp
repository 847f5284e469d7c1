#pragma once
#include <string>

#include "cli/gate/report_reader.hpp"

namespace checkoutdiag {

/// Adds what a report found to another. A subject without a place of its own gets `place`, and each
/// finding says in its evidence which part it is of.
void append(Report& to, Report&& from, const std::string& part, const std::optional<Place>& place);

/// The rules of these lines of the checklist: "tls13-everywhere".
std::vector<const Check<gate::ChecklistCase>*> lines_of(const std::vector<std::string>& names);

/// Excuses what an earlier report has already, as far as it has it: of two alike one, where it had
/// one. Returns how many. `file` names it.
int excuse_known(Report& report, const Report& baseline, const std::string& file);

}  // namespace checkoutdiag
