#include "checks/fields/lint_words.hpp"

namespace checkoutdiag::fields::rules {
namespace {

constexpr Reference kReferences[] = {
    {"ECMA-262 section 22.2: RegExp",
     "https://tc39.es/ecma262/#sec-regexp-regular-expression-objects"},
    {"validator.js: the alternatives of isCreditCard",
     "https://github.com/validatorjs/validator.js/pull/2854"},
};

void run(const LintCase& seen, Outcome& outcome) {
  for (const PatternFacts& each : seen.facts.patterns) {
    const Anchors& anchors = each.anchors;
    if (anchors.is_whole() || anchors.alternatives < 2) continue;
    const auto is_some = [&](int with) { return with > 0 && with < anchors.alternatives; };
    if (!is_some(anchors.with_start) && !is_some(anchors.with_end)) continue;
    outcome.fail("of the {} alternatives of {}, {} begin with ^ and {} end with $",
                 anchors.alternatives, pattern_words(each.pattern), anchors.with_start,
                 anchors.with_end);
  }
}

}  // namespace

constinit const Check<LintCase> anchor_of_one_alternative{
    .rule = {.id = "fields/anchor-of-one-alternative",
             .level = Level::error,
             .title = "an anchor binds to one alternative, and not to the others",
             .why = "In ^a|b$ the ^ belongs to a and the $ to b: whatever begins "
                    "with a passes, and whatever ends with b. A card pattern of a "
                    "well-known library takes the four digits 5116 for that reason.",
             .fix = "put a group around the alternatives: ^(?:a|b)$",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::fields::rules
