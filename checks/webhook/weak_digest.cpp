#include <algorithm>
#include <iterator>
#include <utility>

#include "checks/webhook/words.hpp"

namespace checkoutdiag::webhook::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 6194: security considerations for SHA-1 and HMAC-SHA-1",
     "https://www.rfc-editor.org/rfc/rfc6194"},
    {"GitHub: validating webhook deliveries",
     "https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries"},
    {"Square: verify and validate an event notification",
     "https://developer.squareup.com/docs/webhooks/step3validate"},
};

// Who sends a signature with SHA-256 beside the older one, and what it is called here.
struct Better {
  std::string_view scheme, header, use;
};
constexpr Better kBetter[] = {
    {"github-sha1", "X-Hub-Signature-256", "github"},
    {"square-sha1", "x-square-hmacsha256-signature", "square"},
};

std::string_view skip(const DeliveryCase& seen) {
  if (seen.scheme.algorithm != Algorithm::hmac_sha1) return "the scheme does not use SHA-1";
  return not_right(seen);
}

void run(const DeliveryCase& seen, Outcome& outcome) {
  const Better* better =
      std::find_if(std::begin(kBetter), std::end(kBetter),
                   [&](const Better& each) { return each.scheme == seen.scheme.name; });
  if (better == std::end(kBetter)) {
    outcome
        .fail(
            "the scheme {} signs with HMAC-SHA1: not broken as an HMAC, but audits ask about "
            "it, and the sender offers nothing newer",
            seen.scheme.name)
        .with("algorithm", name(seen.scheme.algorithm));
    return;
  }
  const bool there = find_header(seen.delivery, better->header) != nullptr;
  outcome
      .fail(
          "this is the sender's older signature with HMAC-SHA1: not broken as an HMAC, but one "
          "with SHA-256 is in {}{}",
          better->header, there ? ", which this delivery has too" : "")
      .at_level(Level::warning)
      .with("algorithm", name(seen.scheme.algorithm))
      .with("header", better->header)
      .with("header_present", there ? "yes" : "no")
      .fixed_by(fmt::format("verify {} in its place, here with --scheme {}; when no delivery has "
                            "it, see what in front of the receiver drops it",
                            better->header, better->use));
}

}  // namespace

constinit const Check<DeliveryCase> weak_digest{
    .rule = {.id = "webhook/weak-digest",
             .level = Level::note,
             .title = "the signature uses HMAC-SHA1",
             .why = "Collisions of SHA-1 do not break HMAC-SHA1: no forgery of it is known. It is "
                    "the older choice all the same, audits ask about it, and where the sender "
                    "signs with SHA-256 beside it there is no reason to stay.",
             .fix = "verify the sender's signature with SHA-256 where there is one; otherwise "
                    "nothing has to be done",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::webhook::rules
