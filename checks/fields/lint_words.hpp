#pragma once
#include <string>

#include "checks/fields/fields.hpp"

namespace checkoutdiag::fields {

/// "the pattern ^\\d+$": safe to print, without card numbers.
std::string pattern_words(const regex::Pattern& pattern);

/// A value in quotes, cut where it is long; "nothing" for the empty one.
std::string value_words(const std::string& value);

}  // namespace checkoutdiag::fields
