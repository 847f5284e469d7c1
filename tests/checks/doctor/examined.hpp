#pragma once
#include "checks/doctor/doctor.hpp"
#include "tests/checks/tls/gateway.hpp"

// Examinations written down as facts: one without a fault, and the ways in which a test spoils it.
namespace checkoutdiag::doctor {

/// The facts and what a case refers to, held together.
struct Examined {
  Facts seen;
  trust::Knowledge known;
  std::optional<KeySetting> key;
  std::optional<WebhookSetting> webhook;

  DoctorCase as_case() const;
};

/// api.gateway.test at one address at noon: everything answered, five times HTTP 200 within 50 ms.
Examined good_examination();

/// A GET that was answered with this status and these headers at noon.
HttpTrial answer(int status, http::Headers headers = {});

Outcome judged(const Check<DoctorCase>& check, const Examined& examined);

using tls::evidence;
using tls::has;
using tls::holds;
using tls::only_finding;
using tls::skipped;
using tls::undecided;

}  // namespace checkoutdiag::doctor
