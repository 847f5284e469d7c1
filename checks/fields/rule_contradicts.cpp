#include "checks/fields/lint_words.hpp"

namespace checkoutdiag::fields::rules {
namespace {

constexpr Reference kReferences[] = {
    {"JSON Schema 2020-12 section 6.3.3: patterns are not anchored",
     "https://json-schema.org/draft/2020-12/json-schema-validation#name-pattern"},
};

void run(const LintCase& seen, Outcome& outcome) {
  const LintFacts& facts = seen.facts;
  if (!facts.fault.empty())
    outcome.fail("its pattern is refused by its own dialect: {}", facts.fault);
  else if (facts.is_empty)
    outcome.fail("it takes no value at all{}", facts.takes_empty ? " but the empty one" : "");
  for (const std::string& each : facts.refused_values)
    outcome.fail("it refuses {}, which is one of its own values", value_words(each))
        .with("value", each);
  if (!facts.undecided.empty())
    outcome.undecided("some of its rules were not decided: {}", facts.undecided);
}

}  // namespace

constinit const Check<LintCase> rule_contradicts{
    .rule = {.id = "fields/rule-contradicts",
             .level = Level::error,
             .title = "the rule of the field contradicts itself",
             .why = "A pattern that refuses the field's own options, or that no "
                    "length can meet, stops every shopper who gets there, and no "
                    "log of the gateway shows it.",
             .fix = "make the pattern, the lengths and the options agree",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::fields::rules
