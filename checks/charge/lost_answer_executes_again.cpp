#include "checks/charge/evidence.hpp"

namespace checkoutdiag::charge::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Stripe: advanced error handling, network errors",
     "https://docs.stripe.com/error-low-level#network-errors"},
    {"The Idempotency-Key HTTP header field (IETF draft)",
     "https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/"},
    {"RFC 9110 section 9.2.2: POST is not idempotent",
     "https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2"},
};

constexpr std::string_view kRetries =
    "after a time-out or a broken connection look for the charge by the order's reference, and "
    "wait a minute before the search is believed; send it again only when it is not there";

std::string_view how(Proof proof) {
  return proof == Proof::dropped ? "the connection was cut when the answer began"
                                 : "the connection was cut when the request was out";
}

std::string_view skip(const ReplayCase& seen) {
  const std::string_view lost = proofs::not_asked(seen.seen, Proof::lost);
  const std::string_view dropped = proofs::not_asked(seen.seen, Proof::dropped);
  return dropped.empty() ? dropped : lost;
}

void judge_one(const ReplayFacts& seen, Proof proof, Outcome& outcome) {
  if (!proofs::not_asked(seen, proof).empty()) return;
  const auto found = proofs::judged(seen, proof, outcome);
  if (!found || found->ruling == proofs::Ruling::once) return;
  const bool proven = found->ruling == proofs::Ruling::twice;
  Finding& finding =
      outcome.fail("{}, and the retry with the same key was {} again: {}", how(proof),
                   proven ? "charged" : "probably charged", found->because);
  if (!proven) proofs::only_likely(finding, *proofs::find(seen, proof), outcome);
  proofs::describe_proof(finding, seen, *proofs::find(seen, proof))
      .fixed_by(proofs::double_charge_fix(seen.profile, kRetries));
}

void run(const ReplayCase& seen, Outcome& outcome) {
  judge_one(seen.seen, Proof::lost, outcome);
  judge_one(seen.seen, Proof::dropped, outcome);
  // What one of them proved needs no help of the other.
  if (std::any_of(outcome.findings.begin(), outcome.findings.end(),
                  [](const Finding& each) { return each.level == Level::error; }))
    outcome.inconclusive_because.clear();
}

}  // namespace

constinit const Check<ReplayCase> lost_answer_executes_again{
    .rule = {.id = "charge/lost-answer-executes-again",
             .level = Level::error,
             .title = "a retry after a lost answer is charged again",
             .why = "A connection that breaks after the request is out leaves the charge in doubt: "
                    "it was executed, or it was not, or it is being executed now. This is the case "
                    "that idempotency keys were made for. A gateway that charges again here takes "
                    "the money twice exactly when the network is bad.",
             .fix = "after a time-out or a broken connection look for the charge by the order's "
                    "reference before it is sent again; reconcile the orders that were retried, "
                    "and tell the gateway",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::charge::rules
