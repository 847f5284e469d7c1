#include <fmt/core.h>

#include <algorithm>

#include "checks/token/story.hpp"
#include "checks/token/token.hpp"

namespace checkoutdiag::token::rules {
namespace {

constexpr Reference kReferences[] = {
    {"braintree-web issue 148: used more than once",
     "https://github.com/braintree/braintree-web/issues/148"},
    {"Stripe: tokens are for one use", "https://docs.stripe.com/api/tokens"},
};

bool is_failure(const Entry& entry) {
  return !entry.was_answered() || entry.status >= 500;
}

// A token that is for more than one use, or an attempt that did not get as far as a charge.
Level level_of(const Exchange& exchange, const Entry& before) {
  const Gateway* gateway = exchange.gateway;
  if (gateway && gateway->is_single_use.value_or(true) == false) return Level::note;
  if (gateway &&
      std::any_of(gateway->reusable.begin(), gateway->reusable.end(),
                  [&](const std::string& each) { return exchange.token.starts_with(each); }))
    return Level::note;
  const bool is_before_charge = before.status == 401 || before.status == 403 ||
                                before.status == 404 || before.status == 409 ||
                                before.status == 429;
  if (is_before_charge) return Level::note;
  return gateway && !gateway->is_single_use ? Level::warning : Level::error;
}

// A redirect makes two entries of one request, and GraphQL has one place for all questions.
bool is_repetition(const Entry& before, const Entry& entry) {
  const bool is_same =
      before.host == entry.host && before.path == entry.path && before.method == entry.method;
  const bool is_redirect = before.status >= 300 && before.status < 400;
  const bool is_other_question = entry.path.ends_with("/graphql") && before.body != entry.body;
  return is_same && !is_redirect && !is_other_question;
}

// What happened between the two, and what to do about it.
void tell(const CaptureCase& seen, const Use& first, const Use& second, Outcome& outcome) {
  const Exchange& exchange = seen.seen.exchanges[first.exchange];
  const Entry &before = entry_of(seen, first), &after = entry_of(seen, second);
  const std::string_view meaning = meaning_of_code(exchange.gateway, second.error);
  const double apart = (after.began - before.began) / 1000;
  const std::string reply = after.was_answered() ? fmt::format("answered {}{}", after.status,
                                                               code_in_brackets(second.error))
                                                 : std::string("without a reply");
  Finding& finding = outcome.fail("the same token was sent to {} again after {}: {}", shown(after),
                                  duration_text(apart), reply);
  finding.with("token", shown_token(exchange.token))
      .with("entries",
            std::vector<std::string>{std::to_string(before.number), std::to_string(after.number)})
      .with("first_status", before.status)
      .with("second_status", after.status);
  if (meaning != "used") finding.at_level(level_of(exchange, before));
  const std::string *first_key = before.request_header("idempotency-key"),
                    *second_key = after.request_header("idempotency-key");
  if (is_failure(before) && first_key && second_key && *first_key == *second_key)
    finding.at_level(Level::note)
        .fixed_by(
            "a retry with the same idempotency key, after no answer: that is right, where the "
            "server behind it passes the key on");
  else if (is_failure(before))
    finding.fixed_by(
        "the first had no answer, and may have been charged: retry it with the idempotency key of "
        "the first, never as a new charge");
  else if (before.status == 402 || first.error.find("decline") != std::string::npos)
    finding.fixed_by(
        "the first was declined, and a token is spent by that: ask for a new token before the next "
        "attempt");
  else if (before.status >= 400)
    finding.fixed_by(
        "the first was refused before a charge, as far as its status says: mend what refused it, "
        "and ask for a new token where the gateway says that this one is used");
}

std::string_view skip(const CaptureCase& seen) {
  return seen.seen.uses.empty() ? "no token was used in it" : "";
}

void run(const CaptureCase& seen, Outcome& outcome) {
  const auto& uses = seen.seen.uses;
  for (std::size_t i = 0; i < uses.size(); ++i) {
    const Entry& entry = entry_of(seen, uses[i]);
    const Exchange& exchange = seen.seen.exchanges[uses[i].exchange];
    const bool is_told =
        entry.status >= 400 && meaning_of_code(exchange.gateway, uses[i].error) == "used";
    const Use* earlier = nullptr;
    for (std::size_t k = 0; k < i; ++k) {
      if (uses[k].exchange != uses[i].exchange) continue;
      const Entry& before = entry_of(seen, uses[k]);
      // Steps of one payment carry the token to different places.
      const bool is_same = is_repetition(before, entry);
      if (is_same || is_told) earlier = &uses[k];
    }
    if (earlier)
      tell(seen, *earlier, uses[i], outcome);
    else if (is_told)
      outcome
          .fail("{} was answered {}{}, and the use before it is not in the recording", shown(entry),
                entry.status, code_in_brackets(uses[i].error))
          .with("token", shown_token(exchange.token))
          .with("entry", static_cast<std::int64_t>(entry.number));
  }
}

}  // namespace

constinit const Check<CaptureCase> used_twice{
    .rule = {.id = "token/used-twice",
             .level = Level::error,
             .title = "a token was charged more than once",
             .why = "Most tokens are for one charge: the second is refused, and where it is not, "
                    "the customer may pay twice. It comes from a form that submits twice, from a "
                    "retry after a decline with the token of before, and from one token for two "
                    "calls.",
             .fix = "ask for a new token for every attempt, also after a decline; disable the "
                    "button while a charge is on its way; and retry a charge without an answer "
                    "with the same idempotency key",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::token::rules
