#include "checks/webhook/words.hpp"

namespace checkoutdiag::webhook::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 9421 section 7.2.8: message content",
     "https://www.rfc-editor.org/rfc/rfc9421#section-7.2.8"},
    {"RFC 9530: digest fields", "https://www.rfc-editor.org/rfc/rfc9530"},
};

std::string_view skip(const DeliveryCase& seen) {
  if (is_missing(seen.seen.trouble) || is_not_given(seen.seen.trouble))
    return "nothing was read from the delivery that could cover its body";
  return {};
}

void run(const DeliveryCase& seen, Outcome& outcome) {
  if (seen.seen.trouble != Trouble::body_uncovered) return;
  Finding& finding = outcome.fail(
      "{} no part of the body: whoever sees this delivery can send another body under it",
      seen.seen.signature ? "the signature is right, but covers" : "the signature covers");
  describe(finding, seen).with("signature", seen.seen.signature ? "right" : "wrong");
}

}  // namespace

constinit const Check<DeliveryCase> body_uncovered{
    .rule = {.id = "webhook/body-uncovered",
             .level = Level::error,
             .title = "the signature leaves the body out",
             .why = "HTTP message signatures cover what their sender lists. When neither the "
                    "content-digest field is in that list nor anything else that holds the body, "
                    "the amount, the order and the status can be anything, under a signature that "
                    "stays right.",
             .fix = "ask the sender to send a Content-Digest header and to list content-digest "
                    "among what is signed; until then refuse the delivery, or take nothing from "
                    "its body and fetch the object from the sender's API",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::webhook::rules
