#include <algorithm>

#include "checks/charge/audit_words.hpp"

namespace checkoutdiag::charge::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Stripe: keys are removed when they are at least 24 hours old",
     "https://docs.stripe.com/api/idempotent_requests"},
    {"Adyen: API idempotency", "https://docs.adyen.com/development-resources/api-idempotency"},
    {"PayPal: the APIs' own documents of PayPal-Request-Id",
     "https://github.com/paypal/paypal-rest-api-specifications"},
};

std::optional<std::int64_t> retention_ms(const AuditCase& seen, const Mutation& each) {
  const Profile* gateway = gateway_of(seen, each);
  if (!gateway || !gateway->retention || each.guessed) return std::nullopt;
  return std::chrono::milliseconds(*gateway->retention).count();
}

bool is_refused(const Mutation& each) {
  constexpr int kTimeout = 408, kConflict = 409, kLocked = 423, kTooEarly = 425;
  return each.status >= 400 && each.status < 500 && each.status != kTimeout &&
         each.status != kConflict && each.status != kLocked && each.status != kTooEarly;
}

// Both ends of the first wait that was too long: the key's first use, from which the gateway
// counts, and the retry.
struct Late {
  const Mutation *first = nullptr, *retry = nullptr;
};

Late late_in(const Mutations& requests, std::int64_t retention) {
  const Mutation* first = nullptr;
  for (const Mutation* each : requests) {
    if (!each->at) continue;
    // A final refusal charged nothing: what follows it may be a charge, and none is made twice.
    if (!first && is_refused(*each)) continue;
    if (!first) first = each;
    if (elapsed(*first, *each).value_or(0) > retention) return {first, each};
  }
  return {};
}

std::string_view skip(const AuditCase& seen) {
  if (const std::string_view why = no_repeats(seen); !why.empty()) return why;
  bool timed = false, known = false;
  for (const Mutation& each : seen.seen.mutations) {
    if (!is_keyed(each)) continue;
    timed = timed || each.at;
    known = known || retention_ms(seen, each);
  }
  if (!timed) return "the recording has no times";
  return known ? std::string_view{} : "no gateway here documents for how long it keeps a key";
}

void run(const AuditCase& seen, Outcome& outcome) {
  std::size_t found = 0;
  for (const Mutations& requests : by_key(seen)) {
    const auto retention = retention_ms(seen, *requests.front());
    if (!retention) continue;
    const KeyUse use = use_of(requests);
    if (use != KeyUse::one && use != KeyUse::unknown) continue;  // another rule tells of the key
    const Late late = late_in(requests, *retention);
    if (!late.retry || ++found > kMostFindings) continue;
    const Profile* gateway = gateway_of(seen, *late.retry);
    Finding& finding = outcome.fail(
        "{} was sent again with its key{}, and {} keeps a key for {}: it may be a new charge",
        called_with_order(*late.first), gap_text(*late.first, *late.retry), title_of(gateway),
        duration_text(*retention));
    describe(finding, seen, requests, *late.retry)
        .with("retention_seconds", *retention / 1000)
        .fixed_by("stop retrying before the key is " + duration_text(*retention) +
                  " old; then look the charge up at the gateway, by the order's reference, and "
                  "charge with a new key only when it is not there");
  }
  tell_rest(outcome, found);
}

}  // namespace

constinit const Check<AuditCase> retry_after_retention{
    .rule = {.id = "charge/retry-after-retention",
             .level = Level::error,
             .title = "a key was sent again when the gateway may have forgotten it",
             .why = "Gateways keep a key for hours or days. After that the same key is a new one, "
                    "and the retry of a job that lay in a queue over the weekend charges again.",
             .fix = "stop retrying before the gateway's retention is over; then look the charge up "
                    "by the order's reference before anything is sent",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::charge::rules
