#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/regex/char_set.hpp"

// What a client does to a value before it sends it.
namespace checkoutdiag::regex {

struct NormalStep {
  enum class Kind {
    strip,  // characters of a set are left out
    trim,   // white space at both ends (ECMA-262, String.prototype.trim)
    upper,  // ASCII letters
    lower,
  } kind = Kind::strip;
  CharSet set;  // of strip
};

using Normaliser = std::vector<NormalStep>;  // in their order

/// "spaces", "dashes", "separators" (both), "white-space", "digits-only", "trim", "upper", "lower",
/// with commas between them; nothing when a word is none of them.
std::optional<Normaliser> normaliser_of(std::string_view words);
const std::vector<std::string_view>& normaliser_words();

/// A value, in UTF-16 code units, as it is sent.
std::vector<Point> normalised(const Normaliser& steps, std::vector<Point> value);

}  // namespace checkoutdiag::regex
