#include "checks/fields/lint_words.hpp"

#include "checks/fields/witness_words.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/redact.hpp"

namespace checkoutdiag::fields {

std::string pattern_words(const regex::Pattern& pattern) {
  constexpr std::size_t kLongest = 120;
  return "the pattern " + text::printable(text::redacted(pattern.text), kLongest);
}

std::string value_words(const std::string& value) {
  return value.empty() ? "nothing" : shown(value);
}

}  // namespace checkoutdiag::fields
