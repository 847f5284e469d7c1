#include <algorithm>

#include "checks/charge/audit_words.hpp"
#include "lib/charge/key.hpp"

namespace checkoutdiag::charge::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Stripe: idempotent requests, on sensitive data in keys",
     "https://docs.stripe.com/api/idempotent_requests"},
    {"PCI DSS: where a card number may be stored",
     "https://www.pcisecuritystandards.org/document_library/"},
};

// With their own host and kind of data in front, so that each is told of once.
std::string kind_of(const Mutation& each) {
  if (each.key.empty()) return {};
  const std::string personal = strength_of(each.key).personal;
  return personal.empty() ? std::string() : each.host + '\n' + personal;
}

void run(const AuditCase& seen, Outcome& outcome) {
  const auto groups = grouped(seen.seen.mutations, &kind_of);
  for (std::size_t i = 0; i < std::min(groups.size(), kMostFindings); ++i) {
    const Mutation& first = *groups[i].front();
    const std::string personal = strength_of(first.key).personal;
    const std::vector<std::string> keys = shown_keys(groups[i]);
    Finding& finding = outcome.fail("{} to {} {} {} in the idempotency key ({})",
                                    counted(groups[i].size(), "request"), first.host,
                                    groups[i].size() == 1 ? "has" : "have", personal, listed(keys));
    describe(finding, seen, groups[i], first).with("keys", keys).with("data", personal);
  }
  tell_rest(outcome, groups.size());
}

}  // namespace

constinit const Check<AuditCase> key_personal_data{
    .rule = {.id = "charge/key-personal-data",
             .level = Level::warning,
             .title = "idempotency keys contain personal data",
             .why = "A key is no secret: it stands in the logs of proxies, in traces, in the "
                    "gateway's dashboard and in support tickets. A card number there puts all of "
                    "them under PCI DSS, and an e-mail address is personal data that nobody "
                    "expects in a log.",
             .fix = "make keys by chance, and store them with the order; remove what is in the "
                    "logs already",
             .references = kReferences},
    .skip = &no_keys,
    .run = &run,
};

}  // namespace checkoutdiag::charge::rules
