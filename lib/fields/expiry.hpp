#pragma once
#include <optional>
#include <string_view>

#include "lib/text/time.hpp"

namespace checkoutdiag::fields {

/// A month of a card's expiry, and how it was read.
struct Expiry {
  int month = 0, year = 0;  // year with its century
  bool ambiguous = false;   // four digits that are a month and a year in either order
};

/// The orders in which a gateway or a form writes one.
enum class ExpiryOrder { any, month_first, year_first };

/// "12/30", "12/2030", "12-30", "1230", "2030-12", and with year_first "3012" (EMV 3-D Secure).
/// Nothing when it is none of these. A month that does not exist is read too.
std::optional<Expiry> parse_expiry(std::string_view text, ExpiryOrder order = ExpiryOrder::any);

/// A card is good through the last day of its month; of which time zone is the gateway's affair, so
/// for some hours it depends.
enum class Validity { good, depends, over };
Validity validity_of(const Expiry& expiry, Time now);

}  // namespace checkoutdiag::fields
