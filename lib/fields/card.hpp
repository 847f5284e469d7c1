#pragma once
#include <string_view>
#include <vector>

#include "lib/fields/tables.hpp"

namespace checkoutdiag::fields {

/// The brands that a card number may be of, the one with the longest prefix first; several, because
/// prefixes overlap (co-badged cards, UnionPay and Discover). `digits` are digits alone.
std::vector<const Brand*> brands_of(std::string_view digits);

/// Whether a brand has numbers of that many digits.
bool has_length(const Brand& brand, std::size_t digits);

/// Luhn's formula (ISO/IEC 7812-1, annex B) over digits.
bool has_check_digit(std::string_view digits);

/// Whether it is one of the numbers that gateways publish for tests, which are no secret.
bool is_test_number(std::string_view digits);

}  // namespace checkoutdiag::fields
