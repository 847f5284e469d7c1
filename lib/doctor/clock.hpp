#pragma once
#include <vector>

#include "lib/doctor/facts.hpp"

namespace checkoutdiag::doctor {

/// How far this machine's clock is from the one that wrote the Date headers. A Date is cut to its
/// second and was written between the request and its answer, so each bounds the difference from
/// both sides; several together bound it better. Answers from a cache (Age) count for nothing.
ClockOffset clock_offset(const std::vector<HttpTrial>& trials, const std::string& from);

}  // namespace checkoutdiag::doctor
