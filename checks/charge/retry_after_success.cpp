#include "checks/charge/audit_words.hpp"

namespace checkoutdiag::charge::rules {
namespace {

constexpr Reference kReferences[] = {
    {"The Idempotency-Key HTTP header field",
     "https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/"},
    {"RFC 9110 section 9.2.2: when a client may retry",
     "https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2"},
};

// The first request that was answered with success and came again, and how often it did.
struct Again {
  const Mutation *success = nullptr, *retry = nullptr;
  std::size_t times = 0;
};

Again again_in(const Mutations& requests) {
  Again again;
  for (const Mutation* each : requests) {
    if (again.success) {
      ++again.times;
      if (!again.retry) again.retry = each;
    } else if (is_success(*each)) {
      again.success = each;
    }
  }
  return again;
}

bool is_too_late(const AuditCase& seen, const Again& again) {
  const Profile* gateway = gateway_of(seen, *again.success);
  return gateway && gateway->retention &&
         elapsed(*again.success, *again.retry).value_or(0) >
             std::chrono::milliseconds(*gateway->retention).count();
}

void run(const AuditCase& seen, Outcome& outcome) {
  std::size_t found = 0;
  for (const Mutations& requests : by_key(seen)) {
    if (use_of(requests) != KeyUse::one) continue;
    const Again again = again_in(requests);
    if (!again.retry || is_too_late(seen, again) || ++found > kMostFindings) continue;
    const Mutation& first = *again.success;
    Finding& finding = outcome.fail(
        "{} was answered with {}, and the same request with the same key was sent again{}{}",
        called_with_order(first), first.status, gap_text(first, *again.retry),
        again.times > 1 ? " and " + counted(again.times - 1, "more time") : "");
    describe(finding, seen, requests, *again.retry);
  }
  tell_rest(outcome, found);
}

}  // namespace

constinit const Check<AuditCase> retry_after_success{
    .rule = {.id = "charge/retry-after-success",
             .level = Level::warning,
             .title = "a request was sent again although it had been answered with success",
             .why = "The key keeps this from charging twice, as long as the gateway remembers it. "
                    "But whoever sends it did not believe, did not read or did not store the "
                    "answer: a time-out that is too short, two workers with one job, or a program "
                    "that fails after the charge. The next one may have no key.",
             .fix = "see why the answer was not enough: a time-out below the gateway's own, an "
                    "answer that was read and not stored, a job that two workers took, or a second "
                    "click on the button",
             .references = kReferences},
    .skip = &no_repeats,
    .run = &run,
};

}  // namespace checkoutdiag::charge::rules
