#include "checks/fields/lint_words.hpp"

namespace checkoutdiag::fields::rules {
namespace {

constexpr Reference kReferences[] = {
    {"ECMA-262 section 22.2: RegExp",
     "https://tc39.es/ecma262/#sec-regexp-regular-expression-objects"},
};

void run(const LintCase& seen, Outcome& outcome) {
  for (const PatternFacts& each : seen.facts.patterns)
    for (const Oddity& odd : each.oddities)
      outcome.fail("{}: {}", odd.part, odd.means).with("part", odd.part);
}

}  // namespace

constinit const Check<LintCase> pattern_odd{
    .rule = {.id = "fields/pattern-odd",
             .level = Level::note,
             .title = "a part of the pattern is rarely what was meant",
             .why = "A class is a set of single characters: [1-10] takes 0 and 1, "
                    "[A-z] takes six signs besides letters, and a comma or a bar "
                    "in a class is one more character that passes. A count with a "
                    "hyphen is no count at all.",
             .fix = "write what is meant: (?:[1-9]|10), [A-Za-z], {1,3}",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::fields::rules
