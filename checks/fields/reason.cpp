#include "checks/fields/reason.hpp"

#include <array>

namespace checkoutdiag::fields {
namespace {

struct Row {
  Reason reason;
  Weight weight;
  std::string_view word, clause;
};

constexpr Row kRows[] = {
    {Reason::missing, Weight::refused, "missing", "is empty, and is asked for"},
    {Reason::pattern, Weight::refused, "pattern", "is refused by the schema"},
    {Reason::undecided, Weight::undecided, "undecided", "cannot be judged: its rule cannot be run"},
    {Reason::rounded, Weight::refused, "rounded",
     "was made a number by a spreadsheet (4.24E+15): its last digits are lost"},
    {Reason::not_digits, Weight::refused, "not-digits", "has something else than digits in it"},
    {Reason::card_length, Weight::refused, "card-length", "has a length that its brand does not"},
    {Reason::check_digit, Weight::refused, "check-digit", "has a wrong check digit (Luhn)"},
    {Reason::brand_unknown, Weight::doubtful, "brand-unknown", "begins like no known brand"},
    {Reason::expiry_format, Weight::refused, "expiry-format", "is no month and year"},
    {Reason::expiry_month, Weight::refused, "expiry-month", "has a month that does not exist"},
    {Reason::expired, Weight::refused, "expired", "has expired"},
    {Reason::expiry_zone, Weight::doubtful, "expiry-zone",
     "is over in some time zones and not in others: it depends on the gateway's"},
    {Reason::expiry_order, Weight::doubtful, "expiry-order",
     "reads as month and year in either order: MMYY and YYMM"},
    {Reason::expiry_far, Weight::doubtful, "expiry-far", "is more than twenty years ahead"},
    {Reason::code_length, Weight::refused, "code-length",
     "has a length that the card's code does not"},
    {Reason::postal_format, Weight::refused, "postal-format", "is no postal code of its country"},
    {Reason::postal_unneeded, Weight::doubtful, "postal-unneeded",
     "is a postal code, and its country has none"},
    {Reason::country_unknown, Weight::undecided, "country-unknown",
     "cannot be judged: its country is not known"},
    {Reason::country, Weight::refused, "country", "is no country (ISO 3166-1)"},
    {Reason::name_length, Weight::doubtful, "name-length",
     "has not 2 to 45 characters, which 3-D Secure asks for"},
    {Reason::name_ascii, Weight::doubtful, "name-ascii",
     "has characters beyond ASCII, which 3-D Secure does not take"},
    {Reason::card_in_text, Weight::refused, "card-in-text", "has a card number in it"},
    {Reason::amount_format, Weight::refused, "amount-format", "is no whole number of minor units"},
    {Reason::amount_zero, Weight::doubtful, "amount-zero", "is zero"},
    {Reason::currency, Weight::refused, "currency", "is no currency with a minor unit (ISO 4217)"},
    {Reason::email_format, Weight::refused, "email-format", "is no e-mail address"},
    {Reason::phone_format, Weight::refused, "phone-format", "is no telephone number (E.164)"},
};

const Row& row_of(Reason reason) {
  return kRows[static_cast<std::size_t>(reason)];
}

constexpr bool is_in_order() {
  for (std::size_t i = 0; i < std::size(kRows); ++i)
    if (kRows[i].reason != static_cast<Reason>(i)) return false;
  return true;
}
static_assert(is_in_order());

}  // namespace

Weight weight_of(Reason reason) {
  return row_of(reason).weight;
}

std::string_view word_of(Reason reason) {
  return row_of(reason).word;
}

std::string_view clause_of(Reason reason) {
  return row_of(reason).clause;
}

}  // namespace checkoutdiag::fields
