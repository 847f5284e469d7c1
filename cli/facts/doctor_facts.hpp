#pragma once
#include <string>
#include <vector>

#include "checks/doctor/doctor.hpp"
#include "checks/report.hpp"
#include "cli/facts/ca_facts.hpp"

namespace checkoutdiag::facts {

/// The parts of `doctor`'s data that are JSON already: the facts of `tls probe` and of `ca chain`.
struct DoctorParts {
  std::string tls, ca;
};

/// The `data` of `doctor` as JSON text: {"diagnosis":…,"examination":…,"tls":…,"ca":…}.
std::string to_json(const Diagnosis& diagnosis, const doctor::DoctorCase& seen,
                    const DoctorParts& parts);

/// What a person reads below the causes.
std::vector<Detail> doctor_details(const doctor::DoctorCase& seen,
                                   const std::vector<JudgedChain>& chains);

/// "5 GETs without credentials, no charge; 812 ms".
std::string doctor_footer(const doctor::DoctorCase& seen);

/// A proxy variable's value without a password.
std::string shown_proxy(const std::string& value);

/// "timeout", "refused": how a connection or an exchange ended, in one word.
std::string_view word(net::End end);

}  // namespace checkoutdiag::facts
