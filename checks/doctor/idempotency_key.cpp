#include "checks/doctor/words.hpp"

namespace checkoutdiag::doctor::rules {
namespace {

constexpr Reference kReferences[] = {
    {"The Idempotency-Key HTTP header field, section 2.2: uniqueness (IETF draft)",
     "https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/"},
    {"RFC 9562: UUIDs", "https://www.rfc-editor.org/rfc/rfc9562"},
};

// As charge/key-guessable: what is below can be met by chance or by trying.
constexpr double kLeastBits = 64;

void run(const DoctorCase& seen, Outcome& outcome) {
  const KeySetting& key = *seen.key;
  constexpr const char* kUuid =
      "make a random UUID for each charge, and store it with the order before the first request";
  if (!key.objection.empty())
    outcome.fail("the idempotency key is not one that {} takes: {}", key.gateway, key.objection)
        .with("key", key.shown)
        .fixed_by(kUuid);
  if (!key.personal.empty())
    outcome.fail("the idempotency key holds {}, and keys are kept in logs", key.personal)
        .with("key", key.shown)
        .fixed_by(kUuid);
  if (key.bits < kLeastBits)
    outcome
        .fail("the idempotency key can be met by chance: it is made of {}, at most {:.0f} bits",
              key.form, key.bits)
        .with("key", key.shown)
        .with("bits", static_cast<std::int64_t>(key.bits))
        .fixed_by(kUuid);
}

}  // namespace

constinit const Check<DoctorCase> idempotency_key{
    .rule = {.id = "doctor/idempotency-key",
             .level = Level::warning,
             .title = "the idempotency key is unfit, as far as its form tells",
             .why = "A key that the gateway refuses or cuts, or that two orders can share, gives "
                    "one customer the charge of another. What the gateway really does with keys "
                    "only charge replay proves, against a test account.",
             .fix =
                 "use a random UUID for each charge, and prove the rest against a test account:\n"
                 "  checkoutdiag charge replay --help",
             .references = kReferences},
    .skip = [](const DoctorCase& seen) -> std::string_view {
      if (!seen.key) return "no key was given";
      return seen.key->has_keys ? std::string_view{} : "the gateway has no idempotency keys";
    },
    .run = &run,
};

}  // namespace checkoutdiag::doctor::rules
