#include "checks/webhook/drill_faults.hpp"

namespace checkoutdiag::webhook::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 9110 section 15.5: client error 4xx",
     "https://www.rfc-editor.org/rfc/rfc9110#section-15.5"},
    {"Python: hmac.compare_digest takes ASCII or bytes",
     "https://docs.python.org/3/library/hmac.html#hmac.compare_digest"},
    {"Node.js: crypto.timingSafeEqual throws for other lengths",
     "https://nodejs.org/api/crypto.html#cryptotimingsafeequala-b"},
};

void run(const DrillCase& seen, Outcome& outcome) {
  judge_trials(seen,
               {Trial::tampered,
                Trial::other_secret,
                Trial::signature_missing,
                Trial::signature_empty,
                Trial::signature_short,
                Trial::signature_filler,
                Trial::signature_alphabet,
                Trial::signature_not_ascii,
                Trial::signature_long,
                Trial::respaced,
                Trial::signature_twice,
                Trial::byte_order_mark,
                Trial::repeated_member,
                Trial::content_type,
                Trial::stale,
                Trial::future,
                Trial::other_body,
                Trial::get,
                Trial::head,
                Trial::huge},
               {Fault::failed}, "the endpoint fails where it should refuse", outcome);
}

}  // namespace

constinit const Check<DrillCase> rejection_crashes{
    .rule = {.id = "webhook/rejection-crashes",
             .level = Level::error,
             .title = "what should be refused makes the endpoint fail",
             .why = "A 5xx asks the sender to deliver again, and tells whoever watches "
                    "that the shop is down. An exception while a signature is compared "
                    "is a path that nobody wrote. Functions that compare in constant "
                    "time want bytes of one length, and some throw for text that is not "
                    "ASCII.",
             .fix = "catch what decoding and comparing throw, compare the lengths "
                    "first, and answer 400 or 401",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::webhook::rules
