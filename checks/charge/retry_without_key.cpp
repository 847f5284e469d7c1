#include <chrono>
#include <optional>

#include "checks/charge/audit_words.hpp"

namespace checkoutdiag::charge::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 9110 section 9.2.2: when a client may retry",
     "https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2"},
    {"Braintree: duplicate transaction checking",
     "https://developer.paypal.com/braintree/docs/guides/transactions/ruby#duplicate-transactions"},
};

constexpr std::chrono::milliseconds kLongest = std::chrono::hours(24);

bool has_no_key(const AuditCase& seen, const Mutation& each) {
  const Profile* gateway = gateway_of(seen, each);
  return gateway && gateway->place == KeyPlace::none && moves_money(seen, each);
}

/// Two identical requests, the second one soon after the first.
struct Pair {
  const Mutation *before = nullptr, *after = nullptr;
};

// The first pair whose first request may have been executed, or was.
std::optional<Pair> repeated(const AuditCase& seen, const Mutations& requests, bool answered) {
  for (std::size_t i = 1; i < requests.size(); ++i) {
    const Mutation &before = *requests[i - 1], &after = *requests[i];
    const bool open = before.no_answer || before.status >= 500;
    if (!(answered ? is_success(before) : open) || looked_up(seen, before, after)) continue;
    if (elapsed(before, after).value_or(0) <= kLongest.count()) return Pair{&before, &after};
  }
  return std::nullopt;
}

std::string_view skip(const AuditCase& seen) {
  for (const Mutation& each : seen.seen.mutations)
    if (has_no_key(seen, each)) return {};
  return "no request to a gateway without idempotency keys was seen";
}

void run(const AuditCase& seen, Outcome& outcome) {
  const auto groups = grouped(seen.seen.mutations, [&](const Mutation& each) {
    return has_no_key(seen, each) && !each.fingerprint.empty()
               ? owner_of(seen, each) + '\n' + each.fingerprint
               : std::string();
  });
  std::size_t found = 0;
  std::optional<Pair> open;
  for (const Mutations& requests : groups) {
    if (const auto pair = repeated(seen, requests, false)) {
      if (++found > kMostFindings) continue;
      Finding& finding = outcome.fail(
          "{} {}, and was sent again{} though {} has no idempotency key: nothing keeps it from "
          "being charged twice",
          called_with_order(*pair->before), outcome_text(*pair->before),
          gap_text(*pair->before, *pair->after), title_of(gateway_of(seen, *pair->before)));
      describe(finding, seen, requests, *pair->after);
    } else if (const auto both = repeated(seen, requests, true); both && !open) {
      open = both;
    }
  }
  tell_rest(outcome, found);
  if (open)
    outcome.undecided(
        "{} was answered with success ({}), and an identical request followed{} ({}): {} has no "
        "idempotency key that would tell two charges from one that was made twice; see which",
        called_with_order(*open->before), spot(seen, *open->before),
        gap_text(*open->before, *open->after), spot(seen, *open->after),
        title_of(gateway_of(seen, *open->before)));
}

}  // namespace

constinit const Check<AuditCase> retry_without_key{
    .rule = {.id = "charge/retry-without-key",
             .level = Level::error,
             .title = "a charge was sent again to a gateway that has no idempotency keys",
             .why = "Such a gateway takes every request for a new charge. After an answer that was "
                    "lost, a retry charges twice as often as not.",
             .fix = "after a lost answer or a 5xx search the gateway for the order's reference, "
                    "and send the charge again only when it is not there",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::charge::rules
