#pragma once
#include <string>
#include <string_view>

#include "lib/text/ascii.hpp"
#include "tests/checks/fix_lines.hpp"

// What holds of everything that a cause advises.
namespace checkoutdiag::test {

/// Why the text cannot go into a finding as it is; "" when it can.
inline std::string fault_of_advice(std::string_view fix) {
  if (fix.empty()) return "empty";
  if (std::string fault = fault_of_fix(fix); !fault.empty()) return fault;
  if (fix.front() >= 'A' && fix.front() <= 'Z') return "begins with a capital letter";
  for (std::size_t end = fix.find('\n');; end = fix.find('\n', end + 1)) {
    const std::string_view line = fix.substr(0, end);
    if (line.ends_with('.')) return "a line ends with a period";
    if (end == std::string_view::npos) break;
  }
  // Whatever was found, the delivery is refused.
  for (std::string_view word :
       {"--tolerance 0", "skip verif", "disable verif", "accept the repair"})
    if (fix.find(word) != std::string_view::npos)
      return "advises to do without: " + std::string(word);
  return {};
}

}  // namespace checkoutdiag::test
