#include "checks/charge/renewal_words.hpp"

#include <algorithm>

namespace checkoutdiag::charge {
namespace {

// Both answers name an object: whether it is one, is what the gateway made of the two keys.
std::string objects_text(const Renewal& renewal) {
  const std::string &first = renewal.before->answer_id, &second = renewal.after->answer_id;
  if (first.empty() || second.empty()) return {};
  if (first == second) return fmt::format("; both answers name {}", first);
  return fmt::format("; the answers name {} and {}", first, second);
}

}  // namespace

std::string renewal_text(const Renewal& renewal) {
  const Mutation &before = *renewal.before, &after = *renewal.after;
  const std::string again =
      names_order(before) ? "it was sent again" : "an identical request followed";
  const std::string later = gap_text(before, after);
  if (renewal.cause == Renewal::Cause::at_once)
    return fmt::format("{}: {}{} with a new key, while the old one was still in use",
                       called_with_order(before), again, later);
  return fmt::format("{} {}, and {}{} with a new key", called_with_order(before),
                     outcome_text(before), again, later);
}

std::string sdk_text(const Mutations& requests) {
  const bool sdk = std::all_of(requests.begin(), requests.end(),
                               [](const Mutation* each) { return is_sdk_key(each->key); });
  if (!sdk) return {};
  return "; the keys are those that the Stripe SDK makes, one for each call "
         "(stripe-node-retry-…), so the application made the call again";
}

std::string renewal_fix(const AuditCase& seen, const Mutations& requests) {
  const Mutation& first = *requests.front();
  std::string fix = keep_key_fix(gateway_of(seen, first), !sdk_text(requests).empty());
  if (!names_order(first))
    fix +=
        "\nname the order in the request, too, so that the gateway's own records tell a retry "
        "from another order";
  return fix;
}

void say_looked_up(const AuditCase& seen, const Renewal& renewal, Outcome& outcome) {
  const Mutation &before = *renewal.before, &after = *renewal.after;
  outcome.undecided(
      "{} ({}) {}, something was looked up at {}, and an identical request followed with a new key "
      "({}): right if the charge was not found there, so see what the look-up gave",
      called_with_order(before), spot(seen, before), outcome_text(before),
      title_of(gateway_of(seen, before)), spot(seen, after));
}

Finding& tell_renewal(const AuditCase& seen, const Renewed& group, const Renewal& renewal,
                      Outcome& outcome) {
  Finding& finding = outcome.fail(
      "{}, which makes it another charge for {}{}{}", renewal_text(renewal),
      title_of(gateway_of(seen, *renewal.before)), objects_text(renewal), sdk_text(group.requests));
  return describe(finding, seen, group.requests, *renewal.after)
      .with("keys", static_cast<std::int64_t>(group.keys))
      .with("same_charge_by",
            names_order(*renewal.after) ? "reference and fingerprint" : "fingerprint")
      .fixed_by(renewal_fix(seen, group.requests));
}

}  // namespace checkoutdiag::charge
