#include <algorithm>
#include <set>

#include "checks/charge/audit_words.hpp"

namespace checkoutdiag::charge::rules {
namespace {

constexpr Reference kReferences[] = {
    {"The Idempotency-Key HTTP header field: one key, one request",
     "https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/"},
    {"Stripe: idempotent requests", "https://docs.stripe.com/api/idempotent_requests"},
};

// The first success that names another object than the first one; null when all name one.
const Mutation* second_object(const Mutations& requests, std::vector<std::string>& ids) {
  const Mutation* second = nullptr;
  for (const Mutation* each : requests) {
    if (!is_success(*each) || each->answer_id.empty()) continue;
    if (std::find(ids.begin(), ids.end(), each->answer_id) != ids.end()) continue;
    ids.push_back(each->answer_id);
    if (ids.size() == 2) second = each;
  }
  return second;
}

bool is_mixed(const Mutations& requests) {
  return std::any_of(requests.begin(), requests.end(), [&](const Mutation* each) {
    return each->quoted != requests.front()->quoted;
  });
}

void run(const AuditCase& seen, Outcome& outcome) {
  std::size_t found = 0;
  for (const Mutations& requests : by_key(seen)) {
    const KeyUse use = use_of(requests);
    if (use != KeyUse::one && use != KeyUse::unknown) continue;  // another rule tells of the key
    // Quotes may make it two keys: key-quoting-mixed tells of it.
    if (is_mixed(requests)) continue;
    std::vector<std::string> ids;
    const Mutation* second = second_object(requests, ids);
    if (!second || ++found > kMostFindings) continue;
    Finding& finding = outcome.fail(
        "{} and its retry{} had one key, and the answers name {} objects, {}: it was executed {}",
        called_with_order(*requests.front()), gap_text(*requests.front(), *second), ids.size(),
        listed(ids, 3), ids.size() == 2 ? "twice" : counted(ids.size(), "time"));
    describe(finding, seen, requests, *second).with("objects", ids);
  }
  tell_rest(outcome, found);
}

}  // namespace

constinit const Check<AuditCase> key_executed_twice{
    .rule = {.id = "charge/key-executed-twice",
             .level = Level::error,
             .title = "one request and its retry, with one key, made two objects",
             .why = "Two objects for one key are a double charge: the gateway forgot the key, does "
                    "not keep it after an error, or looks it up before it stores it. The client "
                    "has done what it could.",
             .fix = "look both objects up at the gateway, and give the second one back; then prove "
                    "what it does with a repeated key, and tell its support:\n"
                    "  checkoutdiag charge replay --help",
             .references = kReferences},
    .skip = &no_repeats,
    .run = &run,
};

}  // namespace checkoutdiag::charge::rules
