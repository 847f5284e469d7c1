#pragma once
#include "checks/threeds/threeds.hpp"

namespace checkoutdiag::threeds {

/// A finding for each fault of that kind.
void tell_fields(const MessageCase& seen, FieldProblem problem, Outcome& outcome);

}  // namespace checkoutdiag::threeds
