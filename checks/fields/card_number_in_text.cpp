#include "checks/fields/lint_words.hpp"

namespace checkoutdiag::fields::rules {
namespace {

constexpr Reference kReferences[] = {
    {"PCI DSS v4.0.1, requirement 3: stored account data",
     "https://www.pcisecuritystandards.org/document_library/"},
};

void run(const LintCase& seen, Outcome& outcome) {
  const LintFacts& facts = seen.facts;
  const Meaning meaning = facts.field.meaning;
  const bool is_text =
      meaning == Meaning::other || meaning == Meaning::card_name || meaning == Meaning::email;
  if (is_text && facts.card_number)
    outcome.fail("it takes a card number, such as {}", value_words(*facts.card_number));
}

}  // namespace

constinit const Check<LintCase> card_number_in_text{
    .rule = {.id = "fields/card-number-in-text",
             .level = Level::note,
             .title = "a card number can be typed into a field that is for something "
                      "else",
             .why = "Shoppers type their card number into the name, and forms fill "
                    "it in there. A field that takes it sends it where it is "
                    "stored and logged in the clear, which puts that system in "
                    "scope of PCI DSS.",
             .fix = "refuse runs of 13 to 19 digits in it, with spaces and hyphens "
                    "among them:\n  ^(?!.*(?:\\d[ -]?){13})",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::fields::rules
