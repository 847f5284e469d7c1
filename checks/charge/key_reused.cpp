#include <algorithm>

#include "checks/charge/audit_words.hpp"

namespace checkoutdiag::charge::rules {
namespace {

constexpr Reference kReferences[] = {
    {"The Idempotency-Key HTTP header field: one key, one request",
     "https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/"},
    {"Stripe: idempotent requests", "https://docs.stripe.com/api/idempotent_requests"},
};

// What the gateway documents for the second of them, as a clause with its semicolon.
std::string consequence(const Profile* gateway) {
  if (!gateway) return {};
  const std::string title = title_of(gateway);
  if (gateway->policy == Policy::payload_blind)
    return fmt::format("; {} does not compare them, and answers the second with the first's result",
                       title);
  std::vector<std::string> statuses;
  for (const int status : gateway->mismatch.statuses)
    statuses.push_back(fmt::format("{}", status));
  if (statuses.empty()) return {};
  return fmt::format("; {} answers the second with {}", title, listed(statuses));
}

// Every request names the same order: the body was made anew between the tries.
bool is_one_order(const Mutations& requests) {
  const Mutation& first = *requests.front();
  return names_order(first) &&
         std::all_of(requests.begin(), requests.end(),
                     [&](const Mutation* each) { return each->reference == first.reference; });
}

bool is_one_target(const Mutations& requests) {
  return std::all_of(requests.begin(), requests.end(), [&](const Mutation* each) {
    return each->path == requests.front()->path && each->method == requests.front()->method;
  });
}

void tell(const AuditCase& seen, const Mutations& requests, Outcome& outcome) {
  const Mutation& first = *requests.front();
  const Profile* gateway = gateway_of(seen, first);
  const std::string key = shown_keys(requests).front();
  if (is_one_order(requests) && is_one_target(requests)) {
    Finding& finding = outcome.fail("{} was sent again with the same key and another body{}",
                                    called_with_order(first), consequence(gateway));
    describe(finding, seen, requests, first)
        .with("key", key)
        .fixed_by(
            "send the very same bytes in a retry: build the body once, store it with the key, "
            "and leave times and counters of the try out of it");
    return;
  }
  Finding& finding = outcome.fail("the key {} was sent with different requests to {}{}", key,
                                  first.host, consequence(gateway));
  describe(finding, seen, requests, first)
      .with("key", key)
      .fixed_by(
          "make a new random key for each charge, and send one again only with the request "
          "that it was made for");
}

void run(const AuditCase& seen, Outcome& outcome) {
  std::size_t found = 0, unknown = 0;
  const Mutation* first_unknown = nullptr;
  for (const Mutations& requests : by_key(seen)) {
    const KeyUse use = use_of(requests);
    if (use == KeyUse::unknown && unknown++ == 0) first_unknown = requests.front();
    if (use == KeyUse::reused && ++found <= kMostFindings) tell(seen, requests, outcome);
  }
  tell_rest(outcome, found);
  if (first_unknown)
    outcome.undecided(
        "{} came more than once, and a body is missing from the recording each time (the first is "
        "{}), so nothing tells whether it was the same request; give a recording with bodies",
        counted(unknown, "key"), spot(seen, *first_unknown));
}

}  // namespace

constinit const Check<AuditCase> key_reused{
    .rule = {.id = "charge/key-reused",
             .level = Level::error,
             .title = "one idempotency key was sent with different requests",
             .why = "A key stands for one request. With another one the gateway refuses it, or, "
                    "where it compares nothing, answers with the first result: the second charge "
                    "is then not made, and looks as if it were.",
             .fix = "make a new random key for each charge, and send one again only with the "
                    "request that it was made for",
             .references = kReferences},
    .skip = &no_repeats,
    .run = &run,
};

}  // namespace checkoutdiag::charge::rules
