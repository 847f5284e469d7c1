#include "checks/fields/witness_words.hpp"

#include <fmt/core.h>

#include "lib/text/escape.hpp"
#include "lib/text/redact.hpp"

namespace checkoutdiag::fields {

namespace {

constexpr std::size_t kLongest = 80;  // bytes of a value that is shown whole

}  // namespace

std::string shown(const std::string& value) {
  constexpr std::size_t kEnd = 20;
  if (value.empty()) return "the empty value";
  const std::string safe = text::redacted(value);
  if (safe.size() <= kLongest) return fmt::format("'{}'", text::printable(safe, 2 * kLongest));
  if (safe == value && value.find_first_not_of(value.front()) == std::string::npos)
    return fmt::format("'{}' {} times", text::printable(value.substr(0, 1)), value.size());
  return fmt::format("'{}' and so on, {} bytes in all", text::printable(safe.substr(0, kEnd), 120),
                     value.size());
}

std::string also(const std::vector<regex::Witness>& kinds) {
  constexpr std::size_t kMost = 4;
  std::size_t told = 0;
  std::string text;
  for (const regex::Witness& each : kinds) {
    // Where long ones are cut off they are all alike.
    if (told == kMost || each.value.size() > kLongest) continue;
    text += fmt::format("{}{} {}", told++ ? ", " : "; also ", each.kind, shown(each.value));
  }
  return text;
}

std::string not_read(const std::vector<std::string>& rules) {
  constexpr std::size_t kMost = 4;
  std::string text;
  for (std::size_t i = 0; i < rules.size() && i < kMost; ++i)
    text += (i ? ", " : "") + text::printable(rules[i], 80);
  if (rules.size() > kMost) text += fmt::format(" and {} more", rules.size() - kMost);
  return text + (rules.size() == 1 ? " is not compared" : " are not compared");
}

}  // namespace checkoutdiag::fields
