#pragma once
#include <string>

#include "checks/threeds/field_faults.hpp"

namespace checkoutdiag::threeds {

/// What to send instead, of fields that people stumble over; empty: nothing is known but the rule.
std::string advice_of(const FieldFault& fault);

}  // namespace checkoutdiag::threeds
