#pragma once
#include <string>

#include "checks/fields/record.hpp"

namespace checkoutdiag::fields {

/// What there is to say of this very value besides its reason: "Visa has 16, 18 or 19 digits, this
/// one has 15". Safe to print; may be empty.
std::string hint_of(const RecordJudge& judge, const Problem& problem, const std::string& country);

}  // namespace checkoutdiag::fields
