#include "checks/threeds/shown_code.hpp"
#include "checks/threeds/threeds.hpp"
#include "lib/threeds/meanings.hpp"

namespace checkoutdiag::threeds::rules {
namespace {

constexpr Reference kReferences[] = {
    {"3dsecure.io: the challenge flow", "https://docs.3dsecure.io/3dsv2/challenge_flow.html"},
};

std::string_view skip(const TransactionCase& seen) {
  const Message* answer = seen.transaction.find("ARes");
  const Message* result = seen.transaction.find("RReq");
  const bool is_asked = answer && answer->text("transStatus") == "C";
  const bool is_ended = result && !result->text("challengeCancel").empty();
  return is_asked || is_ended ? "" : "no challenge was asked for";
}

void run(const TransactionCase& seen, Outcome& outcome) {
  const Message* result = seen.transaction.find("RReq");
  const std::string cancel = result ? result->text("challengeCancel") : "";
  const Meaning* meaning = meaning_of("challengeCancel", cancel);
  if (cancel == "05")
    outcome
        .fail(
            "RReq has challengeCancel 05: the ACS never received the CReq, so the frame was "
            "not mounted, or was blocked")
        .with("challengeCancel", cancel);
  else if (!cancel.empty())
    outcome
        .fail("the challenge was ended: challengeCancel {} ({})", shown_code(cancel),
              meaning ? meaning->means : "an unknown code")
        .at_level(Level::warning)
        .with("challengeCancel", shown_code(cancel));
  else if (!result && !seen.transaction.find("CRes"))
    outcome.undecided(
        "ARes has transStatus C, and there is no CRes or RReq here: whether the "
        "challenge was mounted, and how it ended, is not known");
}

}  // namespace

constinit const Check<TransactionCase> challenge_open{
    .rule = {.id = "threeds/challenge-open",
             .level = Level::error,
             .title = "a challenge was asked for, and did not take place",
             .why =
                 "transStatus C is no failure: it asks the page to mount the challenge. Where creq "
                 "is never posted the shopper sees nothing, and the issuer ends the transaction "
                 "(challengeCancel 05, or a timeout): a payment that was wanted is lost.",
             .fix = "on C, post creq to acsURL in an iframe or the whole window within 30 s, and "
                    "let frame-src and form-action of the page's content security policy take it",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::threeds::rules
