#include "checks/charge/audit_words.hpp"

namespace checkoutdiag::charge::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Adyen: API idempotency: keys are not shared by regions",
     "https://docs.adyen.com/development-resources/api-idempotency"},
};

// A request that went to another host than the one before it, which may have been executed.
const Mutation* crossing(const Mutations& requests) {
  for (std::size_t i = 1; i < requests.size(); ++i) {
    const Mutation& before = *requests[i - 1];
    const bool open = before.no_answer || before.status >= 500 || is_success(before);
    if (open && before.host != requests[i]->host) return requests[i];
  }
  return nullptr;
}

bool is_regional(const AuditCase& seen, const Mutation& each) {
  const Profile* gateway = gateway_of(seen, each);
  return gateway && gateway->regional;
}

std::string_view skip(const AuditCase& seen) {
  if (const std::string_view why = no_repeats(seen); !why.empty()) return why;
  for (const Mutation& each : seen.seen.mutations)
    if (is_keyed(each) && is_regional(seen, each)) return {};
  return "no gateway here keeps its keys by region";
}

void run(const AuditCase& seen, Outcome& outcome) {
  std::size_t found = 0;
  for (const Mutations& requests : by_key(seen)) {
    const Mutation& first = *requests.front();
    if (!is_regional(seen, first) || !moves_money(seen, first)) continue;
    const Mutation* other = crossing(requests);
    if (!other || ++found > kMostFindings) continue;
    Finding& finding = outcome.fail(
        "{} {}, and was sent again{} to {}: {} knows a key in one region alone, so it is another "
        "charge there",
        called_with_order(first), outcome_text(first), gap_text(first, *other), other->host,
        title_of(gateway_of(seen, first)));
    describe(finding, seen, requests, *other);
  }
  tell_rest(outcome, found);
}

}  // namespace

constinit const Check<AuditCase> key_crosses_regions{
    .rule = {.id = "charge/key-crosses-regions",
             .level = Level::error,
             .title = "a retry went to another region than the request",
             .why = "The gateway keeps its keys by region. A failover to another one sends the "
                    "same key to where nobody knows it, and the charge is made again.",
             .fix = "retry a charge in the region where it was sent first, for as long as its "
                    "outcome is open; fail over with new charges alone",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::charge::rules
