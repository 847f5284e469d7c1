#include "checks/threeds/shown_code.hpp"
#include "checks/threeds/threeds.hpp"
#include "lib/fields/tables.hpp"

namespace checkoutdiag::threeds::rules {
namespace {

constexpr Reference kReferences[] = {
    {"ISO 4217: minor units", "https://www.iso.org/iso-4217-currency-codes.html"},
};

std::string_view skip(const MessageCase& seen) {
  const bool has = !seen.message.text("purchaseExponent").empty() &&
                   fields::find_currency(seen.message.text("purchaseCurrency"));
  return has ? "" : "it has no amount";
}

void run(const MessageCase& seen, Outcome& outcome) {
  const fields::Currency& currency = *fields::find_currency(seen.message.text("purchaseCurrency"));
  const std::string given = seen.message.text("purchaseExponent");
  if (given == std::to_string(currency.exponent)) return;
  outcome
      .fail("purchaseExponent is {}, and {} ({}) has {}", shown_code(given), currency.code,
            currency.number, currency.exponent)
      .with("purchaseExponent", shown_code(given))
      .with("purchaseCurrency", currency.number)
      .fixed_by("send purchaseExponent \"" + std::to_string(currency.exponent) +
                "\", and the amount in that minor unit");
}

}  // namespace

constinit const Check<MessageCase> amount_exponent{
    .rule = {.id = "threeds/amount-exponent",
             .level = Level::error,
             .title = "the exponent of the amount is not the currency's",
             .why = "purchaseAmount is in minor units and purchaseExponent says how many digits "
                    "they have (ISO 4217). With another exponent the cardholder is shown an amount "
                    "a hundred times too large or too small. Intl.NumberFormat in browsers has 0 "
                    "decimals for some currencies that have 2.",
             .fix = "take the exponent from ISO 4217, and not from the browser's Intl.NumberFormat",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::threeds::rules
