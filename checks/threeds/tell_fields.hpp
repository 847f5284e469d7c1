#pragma once
#include "checks/threeds/threeds.hpp"

namespace checkoutdiag::threeds {

/// Why these rules do not apply to a message; empty: they do.
std::string_view not_in_table(const MessageCase& seen);

/// A finding for each fault of that kind.
void tell_fields(const MessageCase& seen, FieldProblem problem, Outcome& outcome);

}  // namespace checkoutdiag::threeds
