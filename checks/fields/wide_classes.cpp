#include "checks/fields/lint_words.hpp"

namespace checkoutdiag::fields::rules {
namespace {

constexpr Reference kReferences[] = {
    {"ECMA-262 section 22.2: RegExp",
     "https://tc39.es/ecma262/#sec-regexp-regular-expression-objects"},
    {"Unicode: decimal digits (Nd)", "https://www.unicode.org/versions/Unicode15.0.0/"},
};

void run(const LintCase& seen, Outcome& outcome) {
  const LintFacts& facts = seen.facts;
  if (facts.patterns.empty() || facts.field.meaning == Meaning::card_name ||
      facts.field.meaning == Meaning::other)
    return;
  if (facts.with_no_break_space)
    outcome.fail("it takes a no-break space (U+00A0): {}", value_words(*facts.with_no_break_space))
        .with("value", *facts.with_no_break_space);
  if (facts.with_foreign_digit)
    outcome.fail("it takes digits beyond ASCII: {}", value_words(*facts.with_foreign_digit))
        .with("value", *facts.with_foreign_digit);
}

}  // namespace

constinit const Check<LintCase> wide_classes{
    .rule = {.id = "fields/wide-classes",
             .level = Level::warning,
             .title = "the field takes a space or digits that no gateway takes",
             .why = "\\s takes the no-break space, which comes with numbers that "
                    "are copied from a page, and \\d of Python and .NET takes the "
                    "digits of every script. They look right on the screen, and "
                    "the gateway refuses them or counts them as letters.",
             .fix = "write [0-9] for \\d and a space for \\s, or normalise the value "
                    "before it is checked",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::fields::rules
