#include "checks/fields/lint_words.hpp"

namespace checkoutdiag::fields::rules {
namespace {

constexpr Reference kReferences[] = {
    {"JSON Schema 2020-12 section 6.3.3: patterns are not anchored",
     "https://json-schema.org/draft/2020-12/json-schema-validation#name-pattern"},
    {"ECMA-262 section 22.2: RegExp",
     "https://tc39.es/ecma262/#sec-regexp-regular-expression-objects"},
};

// One that is tied to the value at one end by some alternatives only is another rule's.
void run(const LintCase& seen, Outcome& outcome) {
  for (const PatternFacts& each : seen.facts.patterns) {
    const Anchors& anchors = each.anchors;
    const bool no_start = anchors.with_start == 0, no_end = anchors.with_end == 0;
    if (anchors.is_whole() || (!no_start && !no_end)) continue;
    if ((!no_start && anchors.with_start < anchors.alternatives) ||
        (!no_end && anchors.with_end < anchors.alternatives))
      continue;
    outcome.fail("{} is not tied to the {} of the value", pattern_words(each.pattern),
                 no_start && no_end ? "ends"
                 : no_start         ? "beginning"
                                    : "end");
  }
}

}  // namespace

constinit const Check<LintCase> pattern_unanchored{
    .rule = {.id = "fields/pattern-unanchored",
             .level = Level::warning,
             .title = "the pattern is looked for anywhere in the value",
             .why = "A pattern that is searched for takes every value that has a "
                    "match somewhere in it: 'x12345y' has five digits. "
                    "JavaScript's test(), JSON Schema and OpenAPI search; only the "
                    "attribute pattern of HTML and Java's matches() take the whole "
                    "value.",
             .fix = "begin it with ^ and end it with $, around all of its "
                    "alternatives: ^(?:...)$",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::fields::rules
