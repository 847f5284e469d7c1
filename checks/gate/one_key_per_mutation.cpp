#include "checks/gate/line.hpp"

namespace checkoutdiag::gate::rules {
namespace {

constexpr Reference kReferences[] = {
    {"IETF draft: the Idempotency-Key header",
     "https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/"},
    {"Stripe: idempotent requests", "https://docs.stripe.com/api/idempotent_requests"},
};

constexpr std::string_view kRules[] = {
    "charge/key-missing",          "charge/key-constant",
    "charge/key-reused",           "charge/key-shared-by-operations",
    "charge/key-changed-on-retry", "charge/key-renewed-after-timeout",
    "charge/retry-without-key",    "charge/client-sends-no-key",
    "charge/client-changes-key",   "charge/client-forgets-key",
    "charge/client-shares-key",
};
constexpr std::string_view kProofs[] = {"charge/key-missing", "charge/client-sends-no-key"};

std::string_view skip(const ChecklistCase& seen) {
  return seen.left_out;
}

void run(const ChecklistCase& seen, Outcome& outcome) {
  judge_line(seen,
             {kRules, kProofs,
              "add one that runs charge audit over recorded traffic, or charge drill with the "
              "client's own code"},
             outcome);
}

}  // namespace

constinit const Check<ChecklistCase> one_key_per_mutation{
    .rule = {.id = "gate/one-key-per-mutation",
             .level = Level::error,
             .title = "every mutation has one idempotency key, on all its tries",
             .why = "A charge that is sent again without its key, or with another one, is another "
                    "charge. Whether that happens shows in recorded traffic, or in the client's "
                    "own code against a gateway that fails on purpose; in no configuration.",
             .fix = "make the key with the order, keep it beside the order before the first "
                    "request, and send it with every try; prove it with\n"
                    "  checkoutdiag charge drill -- COMMAND",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::gate::rules
