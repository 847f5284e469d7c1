#include <fmt/core.h>

#include <algorithm>

#include "checks/charge/drill_words.hpp"
#include "checks/words.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag::charge::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Stripe: idempotent requests", "https://docs.stripe.com/api/idempotent_requests"},
    {"The Idempotency-Key HTTP header field (IETF draft)",
     "https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/"},
};

using Charges = std::vector<const sandbox::Charge*>;

bool same_sum_twice(const Charges& charges) {
  for (auto one = charges.begin(); one != charges.end(); ++one)
    if (std::any_of(one + 1, charges.end(), [&](const sandbox::Charge* other) {
          return other->amount == (*one)->amount && other->currency == (*one)->currency;
        }))
      return true;
  return false;
}

// Why the gateway took them for different ones, a clause, and what to do about it.
struct Cause {
  std::string clause, fix;
};

Cause cause_of_it(const DrillCase& seen, const Charges& charges) {
  if (seen.profile.place == KeyPlace::none)
    return {"the gateway has no idempotency key, and nothing else told them apart",
            look_first(seen.profile)};
  const auto without = std::count_if(charges.begin(), charges.end(),
                                     [](const sandbox::Charge* each) { return each->key.empty(); });
  if (without > 0) return {"a request without a key is a new charge", one_key_fix(seen.profile)};
  if (std::all_of(charges.begin(), charges.end(),
                  [&](const sandbox::Charge* each) { return each->key == charges.front()->key; }))
    return {"the gateway executes the same key again after an error", look_first(seen.profile)};
  Cause cause{"each had a key of its own", one_key_fix(seen.profile)};
  if (std::any_of(charges.begin(), charges.end(),
                  [](const sandbox::Charge* each) { return made_by_stripe_sdk(each->key); }))
    cause.clause = "Stripe's SDK made a key for each call, and the code called it again";
  return cause;
}

// What the client said last, and how it ended: often the whole answer.
std::string last_words(const ScenarioFacts& facts) {
  if (facts.runs.empty()) return {};
  const ClientRun& run = facts.runs.back();
  std::string words = run.exit ? fmt::format(" and ended with {}", *run.exit) : "";
  std::string_view output = run.output;
  while (!output.empty() && output.back() == '\n')
    output.remove_suffix(1);
  const std::size_t line = output.rfind('\n');
  if (line != std::string_view::npos) output.remove_prefix(line + 1);
  constexpr std::size_t kLongest = 200;
  if (!output.empty()) words += fmt::format(" (it said: {})", text::printable(output, kLongest));
  return words;
}

void ask(const DrillCase& seen, Outcome& outcome) {
  const ScenarioFacts& facts = seen.seen;
  if (!facts.runs.empty() && !facts.runs.back().problem.empty())
    return outcome.undecided("the client could not be started ({}): check its command",
                             facts.runs.back().problem);
  if (facts.truth.requests_seen == 0)
    return outcome.undecided(
        "the client never called the sandbox{}: check that it takes the address from "
        "CHECKOUTDIAG_URL and trusts the authority in CHECKOUTDIAG_CA",
        last_words(facts));
  outcome.undecided(
      "the client called the sandbox {}, but never asked for a charge: check that its path is one "
      "of {}",
      times_text(facts.truth.requests_seen), listed(seen.profile.paths));
}

void run(const DrillCase& seen, Outcome& outcome) {
  if (!no_try(seen).empty()) return ask(seen, outcome);
  const Charges charges = charges_of(seen.seen), others = other_charges(seen.seen);
  if (charges.size() < 2) {
    if (!charges.empty() && !others.empty())
      outcome.undecided(
          "one run charged for {} and for {}: check that the client takes the order's reference "
          "from CHECKOUTDIAG_ORDER and keeps it over its retries",
          charges.front()->reference, others.front()->reference);
    return;
  }
  if (!same_sum_twice(charges))
    return outcome.undecided(
        "the order was charged {}, each time with another amount: check whether the client means "
        "to split its payment",
        times_text(charges.size()));
  const Cause cause = cause_of_it(seen, charges);
  std::vector<std::string> keys = shown_keys(tries_of(seen.seen));
  describe(outcome.fail("the order was charged {}: {}; the client reported {}",
                        times_text(charges.size()), cause.clause, name(seen.seen.reported)),
           seen)
      .with("keys", std::move(keys))
      .fixed_by(cause.fix);
}

}  // namespace

constinit const Check<DrillCase> client_double_charges{
    .rule = {.id = "charge/client-double-charges",
             .level = Level::error,
             .title = "one order is charged once, whatever happens to the answers",
             .why =
                 "When an answer is lost the client cannot know whether the charge was executed. "
                 "A retry that the gateway does not recognise as one takes the money again, and "
                 "the shopper sees two charges for one order.",
             .fix = "make one idempotency key for the order, store it with the order before the "
                    "first request, and send it with every retry",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::charge::rules
