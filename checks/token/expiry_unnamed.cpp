#include "checks/token/story.hpp"
#include "checks/token/token.hpp"

namespace checkoutdiag::token::rules {
namespace {

constexpr Reference kReferences[] = {{"Stripe: tokens", "https://docs.stripe.com/api/tokens"},
                                     {"saleor issue 11555: keep the gateway's reason",
                                      "https://github.com/saleor/saleor/issues/11555"}};

std::string_view skip(const ProbeCase& seen) {
  return seen.seen.refusal() ? "" : "no token was refused for its age";
}

void run(const ProbeCase& seen, Outcome& outcome) {
  const ProbeUse& expired = *seen.seen.refusal();
  if (expired.code.empty()) {
    outcome.fail("a token that is too old is refused without a code: {}", expired.status)
        .with("status", expired.status);
    return;
  }
  for (const Purpose purpose : {Purpose::unknown, Purpose::again}) {
    const ProbeUse* other = seen.seen.find(purpose);
    if (!other || other->taken != Taken::refused || other->code != expired.code) continue;
    outcome
        .fail("one that is too old and one that {} are refused alike: {}",
              purpose == Purpose::unknown ? "was never made" : "was used", shown_code(expired.code))
        .with("status", expired.status);
  }
}

}  // namespace

constinit const Check<ProbeCase> expiry_unnamed{
    .rule = {.id = "token/expiry-unnamed",
             .level = Level::note,
             .title = "the gateway does not say that a token is expired",
             .why =
                 "A page that knows that a token is too old asks for a new one and charges that, "
                 "and the customer notices nothing. Where the error is the same as for a used or "
                 "an unknown token, it cannot know.",
             .fix =
                 "keep the time at which a token came beside it, and ask for a new one before it "
                 "is too old; never charge again on such an error alone",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::token::rules
