#include "checks/webhook/drill_faults.hpp"

namespace checkoutdiag::webhook::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Standard Webhooks: the specification",
     "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md"},
    {"RFC 9110 section 15.5: client error 4xx",
     "https://www.rfc-editor.org/rfc/rfc9110#section-15.5"},
};

void run(const DrillCase& seen, Outcome& outcome) {
  judge_trials(seen, {Trial::valid, Trial::out_of_order, Trial::killed},
               {Fault::refused, Fault::failed}, "a right delivery is not taken", outcome);
}

}  // namespace

constinit const Check<DrillCase> right_delivery_refused{
    .rule = {.id = "webhook/right-delivery-refused",
             .level = Level::error,
             .title = "the endpoint does not take a delivery that is right",
             .why = "The sender delivers it again for hours or days, and then disables "
                    "the endpoint; the order stays unpaid. With a right signature the "
                    "cause is the secret, a body that was parsed and written again, or "
                    "code behind the verification.",
             .fix = "look at the endpoint's log for the event, and verify one delivery "
                    "with the endpoint's own secret, which names the cause:\n"
                    "  checkoutdiag webhook verify --request delivery.http "
                    "--secret-file secret.txt",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::webhook::rules
