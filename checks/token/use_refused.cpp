#include "checks/token/story.hpp"
#include "checks/token/token.hpp"

namespace checkoutdiag::token::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Stripe: error codes", "https://docs.stripe.com/error-codes"},
    {"saleor issue 11555: keep the gateway's reason",
     "https://github.com/saleor/saleor/issues/11555"},
};

std::string_view skip(const CaptureCase& seen) {
  return seen.seen.uses.empty() ? "no token was used in it" : "";
}

void run(const CaptureCase& seen, Outcome& outcome) {
  for (const Use& each : seen.seen.uses) {
    const Entry& entry = entry_of(seen, each);
    const Exchange& exchange = seen.seen.exchanges[each.exchange];
    const std::string_view meaning = meaning_of_code(exchange.gateway, each.error);
    // Those two have rules of their own.
    if (meaning == "expired" || meaning == "used") continue;
    if (!entry.was_answered())
      outcome
          .fail("{} got no reply, and carried a token: whether it was charged is not known",
                shown(entry))
          .with("failure", entry.failure)
          .with("entry", static_cast<std::int64_t>(entry.number))
          .fixed_by(
              "look the payment up before anything is charged again: checkoutdiag charge replay "
              "shows how the gateway takes a retry");
    else if (entry.status >= 400)
      outcome.fail("{} was answered {}{}", shown(entry), entry.status, code_in_brackets(each.error))
          .at_level(entry.status == 402 || each.error.find("decline") != std::string::npos
                        ? Level::note
                        : Level::warning)
          .with("status", entry.status)
          .with("entry", static_cast<std::int64_t>(entry.number));
  }
}

}  // namespace

constinit const Check<CaptureCase> use_refused{
    .rule = {.id = "token/use-refused",
             .level = Level::warning,
             .title = "the charge of a token was refused",
             .why = "The token came, was sent on in time, and the answer is an error: a decline is "
                    "the issuer's and normal; another code is for the shop's back end or for the "
                    "gateway.",
             .fix = "read the code beside the finding in the gateway's documentation, and pass the "
                    "gateway's own reason on: a page that only says that payment failed sends "
                    "every customer to the support",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::token::rules
