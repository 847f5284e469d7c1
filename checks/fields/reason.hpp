#pragma once
#include <cstdint>
#include <string_view>

namespace checkoutdiag::fields {

/// Why a value would not pass, or may not.
enum class Reason : std::uint8_t {
  missing,          // empty, and asked for
  pattern,          // the schema's pattern, length or list refuses it
  undecided,        // its rule cannot be run here
  rounded,          // a spreadsheet made a number of it
  not_digits,       // something else than digits in it
  card_length,      // no number of its brand has that many digits
  check_digit,      // Luhn's formula
  brand_unknown,    // no known brand begins like it
  expiry_format,    // no month and year
  expiry_month,     // there is no such month
  expired,          // its month is over everywhere
  expiry_zone,      // its month is over in some time zones
  expiry_order,     // four digits that may be either order
  expiry_far,       // more than twenty years ahead
  code_length,      // no such security code, or not of that brand
  postal_format,    // not of its country
  postal_unneeded,  // its country has no postal codes
  country_unknown,  // no country, so the postal code cannot be judged
  country,          // no code of ISO 3166-1
  name_length,      // EMV 3-D Secure: 2 to 45
  name_ascii,       // EMV 3-D Secure: ASCII
  card_in_text,     // a card number where none belongs
  amount_format,    // not a whole number of minor units
  amount_zero,
  currency,  // no code of ISO 4217 with a minor unit
  email_format,
  phone_format,  // ITU-T E.164
};

enum class Weight { refused, doubtful, undecided };

/// How the verdict takes it.
Weight weight_of(Reason reason);

/// "check-digit", for programs.
std::string_view word_of(Reason reason);

/// "has a wrong check digit (Luhn)", for people, of one value or of many.
std::string_view clause_of(Reason reason);

}  // namespace checkoutdiag::fields
