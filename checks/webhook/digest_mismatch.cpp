#include "checks/webhook/words.hpp"

namespace checkoutdiag::webhook::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 9530: digest fields", "https://www.rfc-editor.org/rfc/rfc9530"},
    {"RFC 9421 section 7.2.8: message content",
     "https://www.rfc-editor.org/rfc/rfc9421#section-7.2.8"},
    {"Twilio: webhooks security", "https://www.twilio.com/docs/usage/webhooks/webhooks-security"},
};

std::string_view skip(const DeliveryCase& seen) {
  if (is_missing(seen.seen.trouble) || is_not_given(seen.seen.trouble))
    return "nothing was read from the delivery that could name a digest";
  return {};
}

void run(const DeliveryCase& seen, Outcome& outcome) {
  if (seen.seen.trouble != Trouble::digest_wrong) return;
  // The causes of a wrong signature are told with that; a right one leaves the body alone.
  const Cause* cause = seen.seen.signature ? first_cause(seen, "body.") : nullptr;
  const std::string which =
      seen.seen.about.empty() ? "the signed digest" : "the digest in " + seen.seen.about;
  Finding& finding =
      cause && cause->certain ? outcome.fail("{}", cause->message)
      : seen.seen.signature
          ? outcome.fail(
                "the signature is right, but {} is not the body's: the body was changed "
                "after it was signed",
                which)
          : outcome.fail("{} is not the body's", which);
  describe(finding, seen)
      .with("signature", seen.seen.signature ? "right" : "wrong")
      .with("body_bytes", static_cast<std::int64_t>(seen.delivery.body.size()));
  const std::string fix = cause && cause->certain ? fix_of(*cause) : std::string();
  if (!fix.empty()) finding.fixed_by(fix);
}

}  // namespace

constinit const Check<DeliveryCase> digest_mismatch{
    .rule = {.id = "webhook/digest-mismatch",
             .level = Level::error,
             .title = "the digest in the delivery is not that of its body",
             .why = "Where a signature covers a digest in place of the body, it says nothing of "
                    "the body until the digest is computed anew. Libraries that verify the "
                    "signature alone accept any body under it.",
             .fix = "compute the digest over the body as it crossed the wire, before anything "
                    "parsed or decompressed it, and refuse the delivery when it differs",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::webhook::rules
