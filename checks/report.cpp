#include "checks/report.hpp"

namespace checkoutdiag {

std::string_view name(Status status) {
  switch (status) {
    case Status::pass:
      return "pass";
    case Status::findings:
      return "findings";
    case Status::inconclusive:
      return "inconclusive";
  }
  return "inconclusive";
}

std::string_view name(Side side) {
  switch (side) {
    case Side::unknown:
      break;
    case Side::here:
      return "this machine";
    case Side::between:
      return "between";
    case Side::gateway:
      return "gateway";
  }
  return "not known";
}

Summary summarize(const std::vector<Outcome>& outcomes) {
  Summary sum;
  for (const Outcome& outcome : outcomes) {
    if (!outcome.inconclusive_because.empty()) ++sum.inconclusive;
    for (const Finding& finding : outcome.findings) {
      if (finding.waived)
        ++sum.waived;
      else if (finding.level == Level::error)
        ++sum.error;
      else if (finding.level == Level::warning)
        ++sum.warning;
      else
        ++sum.note;
    }
  }
  return sum;
}

Status status(const std::vector<Outcome>& outcomes, const Threshold& threshold) {
  Status result = Status::pass;
  for (const Outcome& outcome : outcomes) {
    for (const Finding& finding : outcome.findings)
      if (threshold.fail_on && !finding.waived && finding.level >= *threshold.fail_on)
        return Status::findings;
    if (outcome.inconclusive_because.empty()) continue;
    if (threshold.inconclusive == Status::findings) return Status::findings;
    if (threshold.inconclusive == Status::inconclusive) result = Status::inconclusive;
  }
  return result;
}

int exit_code(Status status) {
  switch (status) {
    case Status::pass:
      return 0;
    case Status::findings:
      return 1;
    case Status::inconclusive:
      return 3;
  }
  return 3;
}

}  // namespace checkoutdiag
