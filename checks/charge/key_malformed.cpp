#include <algorithm>

#include "checks/charge/audit_words.hpp"

namespace checkoutdiag::charge::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Stripe: idempotent requests, up to 255 characters",
     "https://docs.stripe.com/api/idempotent_requests"},
    {"Adyen: API idempotency, up to 64 characters",
     "https://docs.adyen.com/development-resources/api-idempotency"},
    {"RFC 9562 section 5.4: UUID version 4", "https://www.rfc-editor.org/rfc/rfc9562#section-5.4"},
};

std::string size_text(const Profile* gateway) {
  if (!gateway || gateway->most == 0) return "letters, digits and hyphens";
  return fmt::format("{} to {} letters, digits and hyphens",
                     std::max<std::size_t>(gateway->least, 1), gateway->most);
}

void tell(const AuditCase& seen, const Mutations& requests, Outcome& outcome) {
  const Mutation& first = *requests.front();
  const Profile* gateway = gateway_of(seen, first);
  const std::vector<std::string> keys = shown_keys(requests);
  const std::size_t others = requests.size() - 1;
  const std::string more =
      others == 0 ? ""
                  : fmt::format("; {} {} such a key, too", counted(others, "more request"),
                                others == 1 ? "has" : "have");
  Finding& finding = outcome.fail("the key {} does not suit {}: {}{}", keys.front(),
                                  title_of(gateway), first.objection, more);
  describe(finding, seen, requests, first)
      .with("keys", keys)
      .fixed_by("use a UUID (36 characters) as the key, or another one of " + size_text(gateway) +
                "; shorten a longer one by a digest, and never by cutting it");
}

void run(const AuditCase& seen, Outcome& outcome) {
  const auto groups = grouped(seen.seen.mutations, [](const Mutation& each) {
    return is_keyed(each) && !each.objection.empty() ? each.host + '\n' + each.objection
                                                     : std::string();
  });
  for (std::size_t i = 0; i < std::min(groups.size(), kMostFindings); ++i)
    tell(seen, groups[i], outcome);
  tell_rest(outcome, groups.size());
}

}  // namespace

constinit const Check<AuditCase> key_malformed{
    .rule = {.id = "charge/key-malformed",
             .level = Level::warning,
             .title = "idempotency keys are too long, too short or of other characters than the "
                      "gateway takes",
             .why = "A gateway refuses such a key, cuts it, or passes over it, each in its own "
                    "way. Where it cuts, two keys that begin alike become one, and a charge is "
                    "answered with another order's result.",
             .fix = "use a UUID as the key: every gateway here takes its 36 characters",
             .references = kReferences},
    .skip = &no_keys,
    .run = &run,
};

}  // namespace checkoutdiag::charge::rules
