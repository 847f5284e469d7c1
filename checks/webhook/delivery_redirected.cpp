#include "checks/webhook/drill_faults.hpp"

namespace checkoutdiag::webhook::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Standard Webhooks: the specification",
     "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md"},
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
                            Trial::killed,
                            Trial::huge},
                           {Fault::redirected}),
                "a redirect", outcome);
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
