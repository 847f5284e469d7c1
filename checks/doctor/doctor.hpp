#pragma once
#include <optional>
#include <string>

#include "checks/check.hpp"
#include "lib/doctor/facts.hpp"
#include "lib/trust/knowledge.hpp"

namespace checkoutdiag::doctor {

/// An idempotency key as the shop makes it, and what the gateway of the profile says of it. Only
/// what can be judged without a charge.
struct KeySetting {
  std::string gateway;    // the profile's title
  bool has_keys = true;   // the gateway takes idempotency keys at all
  std::string shown;      // the key as it may be shown; empty: none was given
  std::string objection;  // what the gateway would object to, a clause; empty: nothing
  double bits = 0;        // an upper bound of what can be guessed
  std::string form;       // "a time and a counter"
  std::string personal;   // "an e-mail address"; empty: none seen
};

/// A webhook secret under the sender's scheme.
struct WebhookSetting {
  std::string scheme;      // its title
  std::string called;      // "the secret in webhook.key", never the secret
  std::string fault;       // why it can be no key, a clause: "is not base64"; empty: it can
  std::string wrong_kind;  // "an API key", where its beginning says that
  std::string where;       // where the sender shows the right one; may be empty
  std::optional<std::int64_t> tolerance;  // seconds that a delivery may be old
};

/// One target, its network and this machine, and when.
struct DoctorCase {
  const Facts& seen;
  const trust::Knowledge& known;
  Time at;
  std::string target;  // "api.gateway.test:443"
  std::string repeat;  // the command that asks the same again, to append options to
  std::optional<KeySetting> key;
  std::optional<WebhookSetting> webhook;
};

/// Every check of the family, in the order of running and reporting.
std::span<const Check<DoctorCase>* const> all();

// One rule, one file of its name; the order of reporting is that of all.cpp.
namespace rules {

extern const Check<DoctorCase> clock_skew;
extern const Check<DoctorCase> tls_intercepted;
extern const Check<DoctorCase> proxy_settings;
extern const Check<DoctorCase> hello_size;
extern const Check<DoctorCase> http_answer;  // there is one: undecided
extern const Check<DoctorCase> rate_limited;
extern const Check<DoctorCase> maintenance;
extern const Check<DoctorCase> server_fault;
extern const Check<DoctorCase> slow_phase;
extern const Check<DoctorCase> idempotency_key;
extern const Check<DoctorCase> webhook_secret;

}  // namespace rules

}  // namespace checkoutdiag::doctor
