#include "checks/waivers/waivers.hpp"

namespace checkoutdiag::waivers {

bool is_expired(const Waiver& waiver, Time at) {
  return at >= waiver.expires + std::chrono::days(1);
}

std::span<const Check<WaiverCase>* const> all() {
  static constexpr const Check<WaiverCase>* kAll[] = {
      &rules::expired,
      &rules::unused,
  };
  return kAll;
}

}  // namespace checkoutdiag::waivers
