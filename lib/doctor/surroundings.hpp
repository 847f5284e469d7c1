#pragma once
#include <functional>

#include "lib/doctor/facts.hpp"

namespace checkoutdiag::doctor {

/// The proxy variables, the resolver's settings and whether the kernel takes its clock for
/// synchronised. `get` looks a variable up (null: unset).
Surroundings look_around(const std::function<const char*(const char*)>& get);

}  // namespace checkoutdiag::doctor
