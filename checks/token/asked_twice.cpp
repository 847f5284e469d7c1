#include "checks/token/story.hpp"
#include "checks/token/token.hpp"

namespace checkoutdiag::token::rules {
namespace {

constexpr Reference kReferences[] = {
    {"braintree-web issue 155: disable the button",
     "https://github.com/braintree/braintree-web/issues/155"},
    {"braintree-web issue 148: used more than once",
     "https://github.com/braintree/braintree-web/issues/148"},
};

constexpr double kBurst = 3000;  // ms: a customer does not fill in a card again that fast

void run(const CaptureCase& seen, Outcome& outcome) {
  const Exchange* before = nullptr;
  for (std::size_t i = 0; i < seen.seen.exchanges.size(); ++i) {
    const Exchange& exchange = seen.seen.exchanges[i];
    if (!gave_token(seen, exchange)) continue;
    const Exchange* earlier = before;
    before = &exchange;
    if (!earlier) continue;
    const Entry &first = entry_of(seen, *earlier), &second = entry_of(seen, exchange);
    const double apart = second.began - first.began;
    if (apart > kBurst || first.host != second.host) continue;
    const auto was_used_between = [&] {
      for (const Use& use : seen.seen.uses)
        if (entry_of(seen, use).ended < second.began && entry_of(seen, use).began > first.began)
          return true;
      return false;
    };
    if (was_used_between()) continue;
    outcome.fail("two tokens were asked for within {}", duration_text(apart / 1000))
        .with("entries",
              std::vector<std::string>{std::to_string(first.number), std::to_string(second.number)})
        .with("ms", static_cast<std::int64_t>(apart));
  }
}

}  // namespace

constinit const Check<CaptureCase> asked_twice{
    .rule = {.id = "token/asked-twice",
             .level = Level::warning,
             .title = "more tokens were asked for than were used",
             .why = "A second token for the same card within moments is a second click, or a form "
                    "that submits twice: one of them is charged, the other is lost, and where both "
                    "are charged the customer pays twice.",
             .fix = "disable the button at the first click until the charge is answered, and ask "
                    "for a token in one place of the page alone",
             .references = kReferences},
    .skip = &no_exchange,
    .run = &run,
};

}  // namespace checkoutdiag::token::rules
