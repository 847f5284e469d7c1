#pragma once
#include <string>

#include "checks/check.hpp"
#include "checks/fields/fields.hpp"

namespace checkoutdiag::fields {

/// A finding, or an open question, for each tally of that weight.
void tell(const ValuesCase& seen, Weight weight, Outcome& outcome);

}  // namespace checkoutdiag::fields
