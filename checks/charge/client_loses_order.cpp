#include "checks/charge/drill_words.hpp"

namespace checkoutdiag::charge::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Stripe: low-level error handling, network errors", "https://docs.stripe.com/error-low-level"},
    {"RFC 9110 section 9.2.2: idempotent methods and automatic retries",
     "https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2"},
};

std::string_view skip(const DrillCase& seen) {
  if (const std::string_view why = no_try(seen); !why.empty()) return why;
  return charges_of(seen.seen).empty() ? "nothing was charged" : std::string_view{};
}

// What the client took for a failure, a clause.
std::string mistaken(const DrillCase& seen, const std::vector<Try>& tries) {
  const Try& last = tries.back();
  if (const auto impatience = impatience_of(seen.seen, tries))
    return fmt::format("it waited {} for an answer that takes {}, which says nothing",
                       wait_text(impatience->waited), wait_text(impatience->due));
  if (last.status == 0) return "its last request got no whole answer, which says nothing";
  if (last.status == 409 || last.status == 423)
    return fmt::format("its last answer was {}, which tells of the charge that is there",
                       last.status);
  if (last.request->replayed && last.status >= 500)
    return fmt::format("its last answer was a stored {}, which no retry heals", last.status);
  return fmt::format("its last answer was {}", last.status);
}

std::string fix_for(const DrillCase& seen, const std::vector<Try>& tries) {
  if (retries_blindly(seen.profile))
    return "take an answer that did not come, and a 5xx, for \"not known\" rather than for "
           "\"failed\": keep the order as pending, and " +
           look_first(seen.profile);
  std::string fix =
      "take an answer that did not come, and a 5xx, for \"not known\" rather than for \"failed\": ";
  fix += tries.size() == 1
             ? "send the same request with the same key again, after a wait that grows"
             : "when the retries are used up, keep the order as pending";
  return fix +
         ", and look the charge up by the order's reference before the order is given up or its "
         "cart is offered again";
}

void run(const DrillCase& seen, Outcome& outcome) {
  const ScenarioFacts& facts = seen.seen;
  const ClientRun& last = facts.runs.back();
  if (facts.reported == Reported::nothing) {
    if (last.hung)
      return outcome.undecided(
          "the order was charged, and the client had not ended when its time was over: see "
          "charge/client-hangs");
    return outcome.undecided(
        "the order was charged, and the client died by signal {} before it said what became of it: "
        "see its output",
        last.signal);
  }
  if (facts.reported != Reported::failure) return;
  const std::vector<Try> tries = tries_of(facts);
  describe(outcome.fail("the order was charged ({}), and the client reported failure: {}",
                        charges_of(facts).front()->id, mistaken(seen, tries)),
           seen)
      .fixed_by(fix_for(seen, tries));
}

}  // namespace

constinit const Check<DrillCase> client_loses_order{
    .rule = {.id = "charge/client-loses-order",
             .level = Level::error,
             .title = "an order that was charged is not reported as failed",
             .why =
                 "A lost answer is not a refusal. A client that calls it a failure has taken the "
                 "shopper's money and drops the order, or lets the shopper pay again under a "
                 "new one. Saying that the outcome is not known yet is right, as long as it is "
                 "found out.",
             .fix = "retry with the same key until there is an answer, and look the charge up by "
                    "the order's reference before an order is given up",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::charge::rules
