#pragma once
#include <span>
#include <string_view>

#include "checks/gate/gate.hpp"

namespace checkoutdiag::gate {

/// What a line of the checklist asks of other rules.
struct Line {
  std::span<const std::string_view> rules;   // that must not fail on any subject
  std::span<const std::string_view> proofs;  // of which one at least must have held or failed
  std::string_view advice;                   // which check shows it, a clause
};

/// A finding for each rule and subject that fails; undecided where one could not be decided, or
/// where nothing looked. A finding of the line's rules that is waived, or a note, is none.
void judge_line(const ChecklistCase& seen, const Line& line, Outcome& outcome);

}  // namespace checkoutdiag::gate
