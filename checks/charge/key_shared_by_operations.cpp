#include <algorithm>

#include "checks/charge/audit_words.hpp"

namespace checkoutdiag::charge::rules {
namespace {

constexpr Reference kReferences[] = {
    {"The Idempotency-Key HTTP header field: one key, one request",
     "https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/"},
    {"ActiveMerchant: a key for each step, made from the first",
     "https://github.com/activemerchant/active_merchant/blob/master/lib/active_merchant/billing/"
     "gateways/stripe_payment_intents.rb"},
};

// The first request of each operation, in the order of sending.
Mutations one_of_each(const Mutations& requests) {
  Mutations firsts;
  for (const Mutation* each : requests)
    if (std::none_of(firsts.begin(), firsts.end(),
                     [&](const Mutation* one) { return one->operation == each->operation; }))
      firsts.push_back(each);
  return firsts;
}

std::string step_text(const Mutation& each) {
  const std::string path = fmt::format("{} {}", each.method, each.path);
  if (each.operation == Operation::other) return path;
  return fmt::format("{} ({})", name(each.operation), path);
}

void tell(const AuditCase& seen, const Mutations& requests, Outcome& outcome) {
  const Mutations steps = one_of_each(requests);
  std::vector<std::string> words;
  for (const Mutation* each : steps)
    words.push_back(step_text(*each));
  const std::string key = shown_keys(requests).front();
  Finding& finding = outcome.fail("{} of {} share the key {}", listed(words, words.size()),
                                  steps.front()->host, key);
  describe(finding, seen, requests, *steps[1])
      .with("key", key)
      .fixed_by("give each step a key of its own, in " + key_place(gateway_of(seen, *steps[0])) +
                ": a new one, or the order's with the step's name behind it (-capture, -refund), "
                "and a number where a step is done in parts");
}

void run(const AuditCase& seen, Outcome& outcome) {
  std::size_t found = 0;
  for (const Mutations& requests : by_key(seen))
    if (use_of(requests) == KeyUse::shared && ++found <= kMostFindings)
      tell(seen, requests, outcome);
  tell_rest(outcome, found);
}

}  // namespace

constinit const Check<AuditCase> key_shared_by_operations{
    .rule = {.id = "charge/key-shared-by-operations",
             .level = Level::error,
             .title = "one idempotency key is shared by different steps of a payment",
             .why = "An authorization, its capture and its refund are different requests. Gateways "
                    "that compare refuse the second, and those that do not answer the capture with "
                    "the authorization's result: the money is never taken, and the program thinks "
                    "that it was.",
             .fix = "give each step a key of its own: a new one, or the order's with the step's "
                    "name behind it",
             .references = kReferences},
    .skip = &no_repeats,
    .run = &run,
};

}  // namespace checkoutdiag::charge::rules
