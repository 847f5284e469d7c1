#include "cli/rule_patterns.hpp"

#include <algorithm>

#include "checks/registry.hpp"

namespace checkoutdiag {

bool matches_rule(std::string_view pattern, std::string_view rule) {
  if (!pattern.ends_with("/*")) return pattern == rule;
  return rule.starts_with(pattern.substr(0, pattern.size() - 1));
}

std::string fault_of_rule_pattern(const std::string& pattern) {
  const auto rules = all_rules();
  if (std::any_of(rules.begin(), rules.end(),
                  [&](const Rule* each) { return matches_rule(pattern, each->id); }))
    return {};
  const std::string_view meant = nearest_rule(pattern);
  return meant.empty() ? "checkoutdiag explain lists all rules"
                       : "did you mean " + std::string(meant) + "?";
}

}  // namespace checkoutdiag
