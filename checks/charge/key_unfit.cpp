#include <fmt/core.h>

#include "checks/charge/evidence.hpp"
#include "lib/charge/key.hpp"

namespace checkoutdiag::charge::rules {
namespace {

constexpr Reference kReferences[] = {
    {"The Idempotency-Key HTTP header field, section 2.2: uniqueness (IETF draft)",
     "https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/"},
    {"RFC 9562: UUIDs", "https://www.rfc-editor.org/rfc/rfc9562"},
};

std::string_view skip(const ReplayCase& seen) {
  if (seen.seen.profile.place == KeyPlace::none) return "the gateway has no idempotency key";
  if (seen.seen.base_key.empty()) return "the run has no key";
  return {};
}

void run(const ReplayCase& seen, Outcome& outcome) {
  const std::string objection = charge::objection(seen.seen.profile, seen.seen.base_key);
  if (objection.empty()) return;
  outcome
      .fail("the key is not one that {} takes: {}", proofs::title_of(seen.seen.profile), objection)
      .with("key", shown_key(seen.seen.base_key))
      .with("bytes", static_cast<std::int64_t>(seen.seen.base_key.size()))
      .fixed_by(
          "use a random UUID, which has 36 characters and fits every gateway known here; leave "
          "--key out, and the run makes one\n"
          "where the client makes its keys from an order's number, let it hash them to that "
          "length: a gateway that cuts long keys takes two orders for one");
}

}  // namespace

constinit const Check<ReplayCase> key_unfit{
    .rule = {.id = "charge/key-unfit",
             .level = Level::warning,
             .title = "the idempotency key is not one that the gateway takes",
             .why = "Gateways limit a key's length and characters. What does not fit is refused, "
                    "or worse, cut: two orders whose keys begin alike are then one to the gateway, "
                    "and the second gets the first one's charge as its answer.",
             .fix = "use a random UUID for each charge, and store it with the order before the "
                    "first request",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::charge::rules
