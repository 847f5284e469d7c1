#pragma once
#include <optional>
#include <string_view>

#include "lib/regex/char_set.hpp"

// The Unicode Character Database, as far as patterns ask for it: lib/data/unicode/sets.json.
namespace checkoutdiag::regex {

/// A general category: "Lu", "L", "Uppercase_Letter". Throws std::logic_error when there is none.
const CharSet& category(std::string_view name);

/// What \p{…} names: "Lu", "gc=Lu", "sc=Greek", "Script=Greek", "Alphabetic"; nothing when there is
/// none. Names are as in the database (ECMA-262 22.2.1, UnicodePropertyValueExpression).
std::optional<CharSet> property(std::string_view expression);

/// A script by its name alone, as PCRE, Ruby and RE2 have it: "Greek", "Grek".
std::optional<CharSet> script(std::string_view name);

/// Every point that a case-insensitive comparison takes for one of the set's (ECMA-262
/// 22.2.2.7.3, Canonicalize): by simple case folding, or by the upper case of one code unit.
CharSet close_case(const CharSet& set, bool unicode_case);

/// The upper or the lower case of ASCII letters and others with a simple mapping.
Point upper_of(Point point);
Point fold_of(Point point);

}  // namespace checkoutdiag::regex
