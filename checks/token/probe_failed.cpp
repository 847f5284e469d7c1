#include "checks/token/story.hpp"
#include "checks/token/token.hpp"

namespace checkoutdiag::token::rules {
namespace {

constexpr Reference kReferences[] = {{"Stripe: tokens", "https://docs.stripe.com/api/tokens"}};

void run(const ProbeCase& seen, Outcome& outcome) {
  const ProbeFacts& facts = seen.seen;
  const ProbeUse* fresh = facts.find(Purpose::fresh);
  if (!facts.problem.empty())
    outcome.undecided("{}", facts.problem);
  else if (!fresh)
    outcome.undecided("the run ended before a token was used");
  else if (fresh->taken == Taken::refused)
    outcome.undecided("a fresh token is refused as well: {}{}", fresh->status,
                      code_in_brackets(fresh->code));
  else if (fresh->taken == Taken::unclear)
    outcome.undecided("the use of a fresh token was answered {}{}: {}", fresh->status,
                      code_in_brackets(fresh->code), fresh->reason);
  else if (const ProbeUse* unknown = facts.find(Purpose::unknown);
           unknown && unknown->taken == Taken::taken)
    outcome.undecided(
        "a token that was never made is taken as well: {}; whoever answers does not "
        "look at tokens",
        unknown->status);
  else if (facts.was_interrupted)
    outcome.undecided("the run was ended before its last age");
  else if (!seen.life && !facts.refused_at())
    outcome.undecided(
        "no token was refused for its age, and the greatest was {}: --until or --ages "
        "goes further",
        duration_text(facts.taken_at().value_or(0)));
}

}  // namespace

constinit const Check<ProbeCase> probe_failed{
    .rule = {.id = "token/probe-failed",
             .level = Level::warning,
             .title = "the probe of tokens could not be made",
             .why = "A refusal at an age says something of the age only when the same request with "
                    "a fresh token is taken. Where that is refused, the request itself is wrong: "
                    "the key, the payload, the amount, or the place of the token in it.",
             .fix = "send the use by itself until the gateway takes it: see that {token} stands "
                    "where the gateway wants the token, and that the key is of the test mode",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::token::rules
