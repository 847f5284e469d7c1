#pragma once
#include <doctest/doctest.h>

#include <string>

#include "checks/fields/fields.hpp"
#include "tests/checks/fix_lines.hpp"

namespace checkoutdiag::fields {

/// A field with one pattern of JavaScript's.
inline Field patterned(const std::string& text, Meaning meaning = Meaning::other) {
  Field field;
  field.name = "field";
  field.meaning = meaning;
  regex::Pattern pattern;
  pattern.text = text;
  field.language.patterns = {pattern};
  return field;
}

inline Outcome linted(const Check<LintCase>& check, const Field& field) {
  Outcome outcome{&check.rule, "field", {}, {}, {}};
  check.run(LintCase{lint_facts(field)}, outcome);
  CHECK(fault_of_fix(check.rule.fix) == "");
  for (const Finding& each : outcome.findings)
    CHECK((each.fix.empty() || fault_of_fix(each.fix).empty()));
  return outcome;
}

/// What it says of it: the findings, a line each.
inline std::string told(const Check<LintCase>& check, const Field& field) {
  std::string text;
  for (const Finding& each : linted(check, field).findings)
    text += each.message + "\n";
  return text;
}

}  // namespace checkoutdiag::fields
