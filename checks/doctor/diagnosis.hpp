#pragma once
#include <vector>

#include "checks/doctor/doctor.hpp"
#include "checks/report.hpp"

namespace checkoutdiag::doctor {

/// Names the causes of what the rules of all families said, the likeliest first: those that stop
/// requests before others, decided ones before open ones, and what explains most before what
/// explains little. Each sign belongs to one cause; waived findings and notes to none.
Diagnosis diagnose(const DoctorCase& seen, const std::vector<Outcome>& outcomes);

/// Puts the outcomes that show or follow from the first cause first, so that every format begins
/// with them.
void put_causes_first(const Diagnosis& diagnosis, std::vector<Outcome>& outcomes);

}  // namespace checkoutdiag::doctor
