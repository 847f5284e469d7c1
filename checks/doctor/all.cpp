#include "checks/doctor/doctor.hpp"

namespace checkoutdiag::doctor {
namespace {

constexpr const Check<DoctorCase>* kAll[] = {
    // The way there.
    &rules::proxy_settings,
    &rules::tls_intercepted,
    &rules::hello_size,
    // This machine.
    &rules::clock_skew,
    &rules::idempotency_key,
    &rules::webhook_secret,
    // The gateway's service.
    &rules::http_answer,
    &rules::rate_limited,
    &rules::maintenance,
    &rules::server_fault,
    &rules::slow_phase,
};

}  // namespace

std::span<const Check<DoctorCase>* const> all() {
  return kAll;
}

}  // namespace checkoutdiag::doctor
