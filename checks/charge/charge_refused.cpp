#include <fmt/core.h>

#include <algorithm>

#include "checks/charge/evidence.hpp"

namespace checkoutdiag::charge::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 9110 section 15.5: client errors", "https://www.rfc-editor.org/rfc/rfc9110#section-15.5"},
    {"Stripe: test card numbers and tokens", "https://docs.stripe.com/testing"},
};

// Words on the key or on the number of requests, and not on the charge.
constexpr int kTooEarly = 425, kTooMany = 429, kLocked = 423, kConflict = 409;

bool is_refusal(const Profile& profile, const Attempt& attempt) {
  if (!proofs::is_refused(profile, attempt)) return false;
  const std::vector<int>& in_flight = profile.in_flight.statuses;
  if (std::find(in_flight.begin(), in_flight.end(), attempt.status) != in_flight.end())
    return false;
  return attempt.status != kTooEarly && attempt.status != kTooMany && attempt.status != kLocked &&
         attempt.status != kConflict;
}

// The answer to the first charge of the run, with its retries; null: it was taken, or in doubt.
const Attempt* refusal(const ReplayFacts& seen) {
  const Attempt* last = nullptr;
  for (const Attempt& each : seen.attempts) {
    if (last && each.proof != last->proof) break;
    if (each.other_payload) continue;
    if (proofs::is_success(seen.profile, each) || proofs::is_duplicate(seen.profile, each))
      return nullptr;
    last = &each;
  }
  return last && is_refusal(seen.profile, *last) ? last : nullptr;
}

std::string fix_of(const ReplayFacts& seen, int status) {
  const std::string who = proofs::title_of(seen.profile);
  if (status == 401 || status == 403)
    return fmt::format(
        "give a test key of {} that may make charges, with --auth-file or --auth-env, and see that "
        "it is for this host",
        who);
  if (status == 404 || status == 405)
    return fmt::format("see that --url is where {} makes a charge{}", who,
                       seen.profile.paths.empty()
                           ? ""
                           : ", such as " + text::printable(seen.profile.paths.front(), 100));
  return fmt::format(
      "send a payload that {} accepts in its test mode: its own test card or token, which must "
      "not be one that can be used only once and was used by an earlier run\n"
      "see that the Content-Type is that of the body, and that nothing which it wants is missing",
      who);
}

std::string_view skip(const ReplayCase& seen) {
  return proofs::nothing_sent(seen);
}

void run(const ReplayCase& seen, Outcome& outcome) {
  const Attempt* answer = refusal(seen.seen);
  if (!answer) return;
  const std::string code =
      answer->code.empty() ? std::string() : fmt::format(" ({})", answer->code);
  Finding& finding = outcome.fail(
      "the gateway refused the charge with {}{}, so nothing can be proven of its repetitions",
      answer->status, code);
  finding.with("proof", name(answer->proof)).with("status", answer->status);
  if (!answer->code.empty()) finding.with("code", answer->code);
  finding.fixed_by(fix_of(seen.seen, answer->status));
}

}  // namespace

constinit const Check<ReplayCase> charge_refused{
    .rule = {.id = "charge/charge-refused",
             .level = Level::error,
             .title = "the gateway refuses the charge that was to be repeated",
             .why = "Whether a gateway charges twice can only be seen with a charge that it takes. "
                    "A refusal of the first request says something of the payload, the address or "
                    "the credentials, and nothing of idempotency.",
             .fix = "send a payload that the gateway accepts in its test mode, to the address "
                    "where it makes charges, with a test key that may make them",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::charge::rules
