#include "checks/charge/audit_words.hpp"

namespace checkoutdiag::charge::rules {
namespace {

constexpr Reference kReferences[] = {
    {"The Idempotency-Key HTTP header field: one key, one request",
     "https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/"},
    {"RFC 9562 section 5.4: UUID version 4", "https://www.rfc-editor.org/rfc/rfc9562#section-5.4"},
};

void tell(const AuditCase& seen, const Mutations& requests, Outcome& outcome) {
  const Mutation& first = *requests.front();
  const std::string key = shown_keys(requests).front();
  Finding& finding =
      outcome.fail("{} to {} carry the one key {}: only the first is a charge of its own",
                   counted(orders_in(requests), "different request"), first.host, key);
  describe(finding, seen, requests, first)
      .with("key", key)
      .fixed_by(
          "make the key where an order is made, not where the program starts or is "
          "configured: a new random one for each charge, in " +
          key_place(gateway_of(seen, first)));
}

void run(const AuditCase& seen, Outcome& outcome) {
  std::size_t found = 0;
  for (const Mutations& requests : by_key(seen))
    if (use_of(requests) == KeyUse::constant && ++found <= kMostFindings)
      tell(seen, requests, outcome);
  tell_rest(outcome, found);
}

}  // namespace

constinit const Check<AuditCase> key_constant{
    .rule = {.id = "charge/key-constant",
             .level = Level::error,
             .title = "the same idempotency key is sent for every order",
             .why =
                 "To the gateway all requests with one key are one request. What comes after the "
                 "first is refused as a mismatch, or answered with the first order's result, so "
                 "that goods leave for which nobody paid.",
             .fix = "make a new random key for each charge, where the order is made, and store it "
                    "with the order",
             .references = kReferences},
    .skip = &no_repeats,
    .run = &run,
};

}  // namespace checkoutdiag::charge::rules
