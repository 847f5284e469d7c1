#include <algorithm>
#include <map>
#include <set>

#include "checks/charge/drill_words.hpp"
#include "checks/words.hpp"
#include "lib/charge/key.hpp"

namespace checkoutdiag::charge::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Stripe: idempotent requests", "https://docs.stripe.com/api/idempotent_requests"},
    {"The Idempotency-Key HTTP header field (IETF draft), uniqueness",
     "https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/"},
};

// Where a key was seen: the orders that were given to those runs, and what the client itself called
// them.
struct Use {
  std::vector<std::string> orders, scenarios;
  std::set<std::string> names;
};

std::map<std::string, Use> uses_of(const DrillFacts& seen) {
  std::map<std::string, Use> uses;
  for (const ScenarioFacts& each : seen.scenarios) {
    const OrderName name = order_name(each);
    std::set<std::string> counted;
    for (const Try& attempt : tries_of(each)) {
      const std::string& key = attempt.request->key;
      if (key.empty() || !counted.insert(key).second) continue;
      Use& use = uses[key];
      use.orders.push_back(each.order);
      use.scenarios.push_back(each.scenario.name);
      use.names.insert(name.given ? each.order : name.text);
    }
  }
  return uses;
}

std::string_view skip(const DrillsCase& seen) {
  if (seen.seen.profile.place == KeyPlace::none) return "the gateway has no idempotency key";
  std::size_t runs = 0;
  for (const ScenarioFacts& each : seen.seen.scenarios)
    runs += shown_keys(tries_of(each)).empty() ? 0 : 1;
  return runs < 2 ? "fewer than two orders were sent with a key" : std::string_view{};
}

void run(const DrillsCase& seen, Outcome& outcome) {
  const std::map<std::string, Use> uses = uses_of(seen.seen);
  const auto worst = std::max_element(uses.begin(), uses.end(), [](const auto& a, const auto& b) {
    return a.second.orders.size() < b.second.orders.size();
  });
  if (worst == uses.end() || worst->second.orders.size() < 2) return;
  const auto& [key, use] = *worst;
  // Always the same name of its own: then it was the same order each time, and one key is right.
  if (use.names.size() == 1 && !use.names.begin()->empty())
    return outcome.undecided(
        "the client charged its own order {} in {} runs, each of which was given another: check "
        "that it takes the order's reference from CHECKOUTDIAG_ORDER",
        *use.names.begin(), use.orders.size());
  outcome.fail("one key, {}, was sent for {} different orders", shown_key(key), use.orders.size())
      .with("key", shown_key(key))
      .with("orders", use.orders)
      .with("scenarios", use.scenarios)
      .fixed_by(
          "make a key for each order: a random UUID (version 4) that is stored with the order, not "
          "a constant, nor made from what orders have in common such as the amount or the shopper; "
          "the reference of each order is in CHECKOUTDIAG_ORDER");
}

}  // namespace

constinit const Check<DrillsCase> client_shares_key{
    .rule = {.id = "charge/client-shares-key",
             .level = Level::error,
             .title = "each order has a key of its own",
             .why =
                 "To the gateway the same key is the same charge. A second order that comes with "
                 "the key of a first is answered with the first one's charge, or refused: goods "
                 "go out that nobody paid for, or shoppers cannot pay at all.",
             .fix = "make a random key for each order, and store it with that order",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::charge::rules
