#pragma once
#include <string>
#include <string_view>

namespace checkoutdiag {

/// Whether a pattern, "tls/cbc-cipher" or "tls/*", has the rule.
bool matches_rule(std::string_view pattern, std::string_view rule);

/// What to do about a pattern that has no rule at all, for a hint; empty: it has one.
std::string fault_of_rule_pattern(const std::string& pattern);

}  // namespace checkoutdiag
