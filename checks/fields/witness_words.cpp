#include "checks/fields/witness_words.hpp"

#include <fmt/core.h>

#include "lib/text/escape.hpp"
#include "lib/text/redact.hpp"

namespace checkoutdiag::fields {

std::string shown(const std::string& value) {
  constexpr std::size_t kLongest = 80, kEnd = 20;
  if (value.empty()) return "the empty value";
  const std::string safe = text::redacted(value);
  if (safe.size() <= kLongest) return fmt::format("'{}'", text::printable(safe, 2 * kLongest));
  return fmt::format("'{}' and so on, {} bytes in all", text::printable(safe.substr(0, kEnd), 120),
                     value.size());
}

std::string also(const std::vector<regex::Witness>& kinds) {
  constexpr std::size_t kMost = 4;
  std::string text;
  for (std::size_t i = 0; i < kinds.size() && i < kMost; ++i)
    text += fmt::format("{}{} {}", i ? ", " : "; also ", kinds[i].kind, shown(kinds[i].value));
  return text;
}

}  // namespace checkoutdiag::fields
