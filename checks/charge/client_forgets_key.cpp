#include <algorithm>

#include "checks/charge/drill_words.hpp"
#include "lib/charge/key.hpp"

namespace checkoutdiag::charge::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Stripe: designing robust and predictable APIs with idempotency",
     "https://stripe.com/blog/idempotency"},
    {"Implementing Stripe-like idempotency keys in Postgres",
     "https://brandur.org/idempotency-keys"},
};

std::string_view skip(const DrillCase& seen) {
  if (!seen.seen.killed) return "the client was not killed";
  if (seen.profile.place == KeyPlace::none) return "the gateway has no idempotency key";
  return no_try(seen);
}

using Tries = std::vector<const Try*>;

Tries of_run(const std::vector<Try>& tries, std::size_t run) {
  Tries chosen;
  for (const Try& each : tries)
    if (each.run == run) chosen.push_back(&each);
  return chosen;
}

bool has_key(const Tries& tries, const std::string& key) {
  return std::any_of(tries.begin(), tries.end(),
                     [&](const Try* each) { return each->request->key == key; });
}

// What the second run sent first decides: what follows is one run's own.
void compare(const DrillCase& seen, const Tries& first, const Try& again, Outcome& outcome) {
  if (again.request->key.empty()) return;  // charge/client-sends-no-key tells
  if (has_key(first, again.request->key)) return;
  const bool executed = std::any_of(first.begin(), first.end(),
                                    [](const Try* each) { return each->request->executed; });
  if (!executed && looked_between(seen.seen, seen.seen.runs[1].began, again.request->at)) return;
  const std::size_t charges = charges_of(seen.seen).size();
  describe(outcome.fail(
               "killed after its request and run again for the same order, the client "
               "sent another key{}",
               charges > 1 ? ", and the order was charged " + times_text(charges) : std::string()),
           seen)
      .with("key_before", shown_key(first.front()->request->key))
      .with("key_after", shown_key(again.request->key))
      .fixed_by(one_key_fix(seen.profile) +
                "\nwhen the client starts and finds an order with a key and no result, it has to "
                "send that key, not a new one");
}

void run(const DrillCase& seen, Outcome& outcome) {
  const std::vector<Try> tries = tries_of(seen.seen);
  if (seen.seen.runs.size() < 2)
    return outcome.undecided(
        "the client had ended before it could be killed after its request: check that it waits for "
        "the answer");
  const Tries first = of_run(tries, 0), second = of_run(tries, 1);
  if (first.empty() || first.front()->request->key.empty())
    return outcome.undecided(
        "the killed run sent no key that could be compared: see charge/client-sends-no-key");
  if (!second.empty()) return compare(seen, first, *second.front(), outcome);
  const ClientRun& again = seen.seen.runs[1];
  if (looked_between(seen.seen, again.began, again.began + again.took)) return;
  outcome.undecided(
      "run again, the client sent no charge and looked none up, so that nothing shows whether it "
      "kept the key: see its output");
}

}  // namespace

constinit const Check<DrillCase> client_forgets_key{
    .rule = {.id = "charge/client-forgets-key",
             .level = Level::error,
             .title = "the key of a charge outlives the client's process",
             .why = "A deploy, a crash or a killed container ends the client between its request "
                    "and the answer. The order is tried again by the next process, and unless that "
                    "finds the key of the first try, the shopper is charged twice.",
             .fix = "write the key into the order's row, in a committed transaction, before the "
                    "first request goes out, and read it from there for every try",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::charge::rules
