#pragma once
#include <optional>
#include <span>
#include <string>

#include "checks/check.hpp"
#include "lib/token/capture.hpp"
#include "lib/token/probe.hpp"

namespace checkoutdiag::token {

/// A recording of a checkout, and what is known beforehand.
struct CaptureCase {
  const Capture& seen;
  const Expected& expected;
  double slow_ms = 2000;       // an exchange that takes longer is slow
  std::optional<double> life;  // seconds that a token is good for, as the user says
};

/// What a probe of tokens saw, and what it was held against.
struct ProbeCase {
  const ProbeFacts& seen;
  std::optional<double> life;  // seconds, as documented or as the user says
  std::string life_from;       // who says so
  double tolerance = 0.1;      // of it: a life that differs by less is the same
};

/// Every check on a recording, in the order of running and reporting.
std::span<const Check<CaptureCase>* const> all();
/// Those that need the main thread, which a trace alone has.
std::span<const Check<CaptureCase>* const> traces();
/// Every check on a probe.
std::span<const Check<ProbeCase>* const> probes();
/// Whether the page shows the challenge that an answer asked for, alone.
std::span<const Check<CaptureCase>* const> challenges();

namespace rules {
extern const Check<CaptureCase> policy_blocks;
extern const Check<CaptureCase> script_missing;
extern const Check<CaptureCase> exchange_missing;
extern const Check<CaptureCase> exchange_failed;
extern const Check<CaptureCase> cors_refused;
extern const Check<CaptureCase> exchange_redirected;
extern const Check<CaptureCase> mixed_content;
extern const Check<CaptureCase> exchange_slow;
extern const Check<CaptureCase> asked_twice;
extern const Check<CaptureCase> never_used;
extern const Check<CaptureCase> expired;
extern const Check<CaptureCase> used_twice;
extern const Check<CaptureCase> use_refused;
extern const Check<CaptureCase> method_not_completed;
extern const Check<CaptureCase> challenge_not_mounted;
extern const Check<CaptureCase> card_number_leaked;
extern const Check<CaptureCase> security_code_leaked;
extern const Check<CaptureCase> recording_incomplete;
extern const Check<CaptureCase> synchronous_request;
extern const Check<CaptureCase> long_task;
extern const Check<CaptureCase> reply_delayed;
extern const Check<ProbeCase> probe_failed;
extern const Check<ProbeCase> life_differs;
extern const Check<ProbeCase> reusable;
extern const Check<ProbeCase> expiry_unnamed;
}  // namespace rules

}  // namespace checkoutdiag::token
