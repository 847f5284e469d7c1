#include "checks/charge/drill_words.hpp"

namespace checkoutdiag::charge::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Stripe: error handling", "https://docs.stripe.com/error-handling"},
    {"RFC 9110 section 15: status codes", "https://www.rfc-editor.org/rfc/rfc9110#section-15"},
};

std::string_view skip(const DrillCase& seen) {
  return seen.seen.reported == Reported::success ? std::string_view{}
                                                 : "the client did not report success";
}

void run(const DrillCase& seen, Outcome& outcome) {
  const ScenarioFacts& facts = seen.seen;
  if (!facts.truth.charges.empty()) return;
  const std::vector<Try> tries = tries_of(facts);
  if (tries.empty()) {
    const bool called = facts.truth.requests_seen > 0;
    describe(outcome.fail("the client reported success and never {}",
                          called ? "asked for a charge" : "called the gateway"),
             seen)
        .with("requests_seen", static_cast<std::int64_t>(facts.truth.requests_seen))
        .fixed_by(
            "have the client charge at the address in CHECKOUTDIAG_URL, wait for the answer before "
            "it ends, and end with an exit code other than 0 when there was none");
    return;
  }
  describe(outcome.fail("the client reported success, and nothing was charged: its last request "
                        "was met by {}",
                        fate_text(tries.back())),
           seen)
      .fixed_by(
          "report success for a 2xx answer whose body was read whole and says that the charge "
          "succeeded, and for nothing else; let every error end in an exit code other than 0");
}

}  // namespace

constinit const Check<DrillCase> client_reports_phantom{
    .rule = {.id = "charge/client-reports-phantom",
             .level = Level::error,
             .title = "success is reported only for a charge that was executed",
             .why = "A client that reports success without a charge ships goods that nobody paid "
                    "for: an error that was swallowed, a status that was not looked at, or a body "
                    "that was taken for good because it came.",
             .fix = "report success for a whole 2xx answer that says the charge succeeded, and for "
                    "nothing else",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::charge::rules
