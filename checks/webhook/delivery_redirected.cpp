#include "checks/webhook/drill_faults.hpp"

namespace checkoutdiag::webhook::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Standard Webhooks: the specification",
     "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md"},
};

void run(const DrillCase& seen, Outcome& outcome) {
  judge_trials(seen, all_trials(), {Fault::redirected}, "a redirect", outcome);
}

}  // namespace

constinit const Check<DrillCase> delivery_redirected{
    .rule = {.id = "webhook/delivery-redirected",
             .level = Level::error,
             .title = "the endpoint answers with a redirect",
             .why = "Senders do not follow redirects and count them as failures. A "
                    "login page, http instead of https, a missing or a surplus slash at "
                    "the end, and a locale in the path are the usual causes.",
             .fix = "give the sender the URL that the redirect leads to, and keep the "
                    "endpoint out of the rules for logins, locales and slashes",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::webhook::rules
