#pragma once
#include <doctest/doctest.h>

#include <deque>
#include <string>

#include "checks/gate/gate.hpp"
#include "checks/registry.hpp"
#include "tests/checks/fix_lines.hpp"

namespace checkoutdiag::test {

template <class Case>
Outcome judged(const Check<Case>& check, const Case& seen) {
  Outcome outcome{&check.rule, "gate", {}, {}, {}};
  if (check.skip) outcome.skipped_because = check.skip(seen);
  if (outcome.skipped_because.empty()) check.run(seen, outcome);
  CHECK(fault_of_fix(check.rule.fix) == "");
  return outcome;
}

/// "sentence; sentence", "? reason" or "- reason of the skip"; empty: it holds.
template <class Case>
std::string told(const Check<Case>& check, const Case& seen) {
  const Outcome outcome = judged(check, seen);
  if (!outcome.skipped_because.empty()) return "- " + outcome.skipped_because;
  std::string text;
  for (const Finding& each : outcome.findings)
    text += (text.empty() ? "" : "; ") + each.message;
  return text.empty() && !outcome.inconclusive_because.empty() ? "? " + outcome.inconclusive_because
                                                               : text;
}

/// What the checks of a gate found, written down.
class Found {
 public:
  Outcome& add(const char* rule, const char* subject = "shop") {
    const Rule* known = find_rule(rule);
    REQUIRE(known != nullptr);
    return outcomes_.emplace_back(Outcome{known, subject, {}, {}, {}});
  }
  Found& holds(const char* rule) {
    add(rule);
    return *this;
  }
  Found& fails(const char* rule) {
    add(rule).fail("it fails");
    return *this;
  }
  Found& open(const char* rule) {
    add(rule).undecided("no answer");
    return *this;
  }
  gate::ChecklistCase seen() const {
    gate::ChecklistCase all;
    for (const Outcome& each : outcomes_)
      all.outcomes.push_back(&each);
    return all;
  }

 private:
  std::deque<Outcome> outcomes_;
};

}  // namespace checkoutdiag::test
