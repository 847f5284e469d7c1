#include "checks/webhook/words.hpp"

namespace checkoutdiag::webhook::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Standard Webhooks: the specification, on key rotation",
     "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/"
     "standard-webhooks.md"},
    {"Stripe: rolling endpoint secrets", "https://docs.stripe.com/webhooks#roll-endpoint-secrets"},
};

std::string_view skip(const DeliveryCase& seen) {
  if (std::string_view why = not_valid(seen); !why.empty()) return why;
  if (seen.secrets.size() < 2) return "no more than one secret was given";
  return {};
}

void run(const DeliveryCase& seen, Outcome& outcome) {
  const GivenSecret* proving = proving_secret(seen);
  if (!proving || seen.seen.secret == 0) return;
  std::string fix =
      "while a rotation goes on nothing has to be done; when it is over, take out the secret that "
      "no longer signs";
  if (!seen.scheme.rotation.empty())
    fix += "\nabout this scheme: " + text::printable(seen.scheme.rotation);
  outcome
      .fail(
          "{} proves the delivery, and {} does not: a rotation is going on, or the first secret "
          "is another endpoint's",
          called(*proving), called(seen.secrets.front()))
      .with("secret", std::int64_t{seen.seen.secret} + 1)
      .with("fingerprint", proving->fingerprint)
      .with("secrets", fingerprints(seen))
      .fixed_by(fix);
}

}  // namespace

constinit const Check<DeliveryCase> later_secret{
    .rule = {.id = "webhook/later-secret",
             .level = Level::note,
             .title = "a secret other than the first proves the delivery",
             .why = "Receivers hold an old and a new secret while one takes the other's place. A "
                    "delivery that only the later one proves will be refused by every receiver "
                    "that knows the first alone, and from the day on which that secret is taken "
                    "out.",
             .fix = "while a rotation goes on nothing has to be done; when it is over, take out "
                    "the secret that no longer signs",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::webhook::rules
