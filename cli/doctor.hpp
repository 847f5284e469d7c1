#pragma once
#include <optional>
#include <string>

#include "checks/doctor/doctor.hpp"
#include "cli/arguments.hpp"

namespace checkoutdiag {

/// The shop's settings that can be judged without a charge.
struct DoctorSettings {
  std::optional<doctor::KeySetting> key;
  std::optional<doctor::WebhookSetting> webhook;
};

/// Reads the profile, the key and the webhook's secret that the options name. Throws Failure.
DoctorSettings read_settings(const DoctorOptions& options, const std::string& host);

}  // namespace checkoutdiag
