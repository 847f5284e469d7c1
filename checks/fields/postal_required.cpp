#include "checks/fields/lint_words.hpp"
#include "lib/fields/tables.hpp"

namespace checkoutdiag::fields::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Postal codes by country (Google's address data)",
     "https://chromium-i18n.appspot.com/ssl-address"},
};

void run(const LintCase& seen, Outcome& outcome) {
  const LintFacts& facts = seen.facts;
  if (facts.field.meaning != Meaning::postal_code || !facts.country.empty()) return;
  if (!facts.field.by_country.empty() || facts.takes_empty || !facts.fault.empty()) return;
  std::size_t without = 0;
  for (const Country& each : countries())
    without += each.postal_pattern.empty();
  outcome.fail(
      "it cannot be left empty, and {} countries and territories have no postal codes, "
      "such as AE, HK and PA",
      without);
}

}  // namespace

constinit const Check<LintCase> postal_required{
    .rule = {.id = "fields/postal-required",
             .level = Level::warning,
             .title = "a postal code is asked for, and some countries have none",
             .why = "Some seventy countries and territories have no postal codes, "
                    "Hong Kong, the United Arab Emirates and Panama among them. "
                    "Shoppers there cannot pay, or type 00000, which an address "
                    "check takes for a mismatch.",
             .fix = "ask for it by country, and leave it out where there is none",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::fields::rules
