#include "checks/webhook/drill_faults.hpp"

namespace checkoutdiag::webhook::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Standard Webhooks: the specification",
     "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md"},
    {"Stripe: duplicate events, and their order",
     "https://docs.stripe.com/webhooks#best-practices"},
};

void run(const DrillCase& seen, Outcome& outcome) {
  report_trials(with_fault(seen.seen,
                           {Trial::valid,
                            Trial::two_secrets,
                            Trial::spaced_json,
                            Trial::crlf_json,
                            Trial::content_type,
                            Trial::byte_order_mark,
                            Trial::repeated_member,
                            Trial::signature_twice,
                            Trial::respaced,
                            Trial::tampered,
                            Trial::other_secret,
                            Trial::signature_missing,
                            Trial::signature_empty,
                            Trial::signature_short,
                            Trial::signature_filler,
                            Trial::signature_alphabet,
                            Trial::signature_not_ascii,
                            Trial::signature_long,
                            Trial::stale,
                            Trial::future,
                            Trial::duplicate,
                            Trial::together,
                            Trial::other_body,
                            Trial::dropped,
                            Trial::lost_answer,
                            Trial::out_of_order,
                            Trial::early,
                            Trial::unknown_type,
                            Trial::get,
                            Trial::head,
                            Trial::replayed,
                            Trial::killed},
                           {Fault::late}),
                "no answer within the time that the sender waits", outcome);
}

}  // namespace

constinit const Check<DrillCase> answer_too_late{
    .rule = {.id = "webhook/answer-too-late",
             .level = Level::error,
             .title = "the endpoint does not answer within the time that its sender waits",
             .why = "The sender counts it as a failure and delivers again, while the "
                    "first delivery is still being handled: both may be applied.",
             .fix = "store the event, answer, and do the work after that, from a queue "
                    "or a job",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::webhook::rules
