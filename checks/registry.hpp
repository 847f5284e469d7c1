#pragma once
#include <string_view>
#include <vector>

#include "checks/check.hpp"

namespace checkoutdiag {

/// Every rule of every family, in the order of reporting, each id once.
std::vector<const Rule*> all_rules();

/// The rule with this id; null when there is none.
const Rule* find_rule(std::string_view id);

/// The id that was probably meant: a near spelling, or the one rule of that name in any family
/// ("leaf-expired" for "tls/leaf-expired"). Empty when nothing is near.
std::string_view nearest_rule(std::string_view id);

}  // namespace checkoutdiag
