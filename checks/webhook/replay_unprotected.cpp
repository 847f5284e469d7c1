#include "checks/webhook/words.hpp"

namespace checkoutdiag::webhook::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Standard Webhooks: the specification, on replay attacks",
     "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/"
     "standard-webhooks.md"},
    {"RFC 9421 section 7.2.2: signature replay",
     "https://www.rfc-editor.org/rfc/rfc9421#section-7.2.2"},
};

std::string relies_on(const Scheme& scheme) {
  if (scheme.deduplicate.empty())
    return "nothing in the delivery tells a repeated one but its bytes";
  return "it relies on deduplication by: " + scheme.deduplicate;
}

std::string repair(const Scheme& scheme) {
  const std::string key =
      scheme.deduplicate.empty() ? "the SHA-256 of the body" : text::printable(scheme.deduplicate);
  return "store with each delivery, in a unique column: " + key +
         "\nanswer a repeated one with 2xx, and do nothing else for it";
}

void run(const DeliveryCase& seen, Outcome& outcome) {
  const Scheme& scheme = seen.scheme;
  std::string_view why;
  // A limit on the future alone keeps no old delivery out.
  if (!past_limit(seen))
    why = scheme.timestamp.past ? "none, for the tolerance was set to 0" : "none in this scheme";
  else if (!seen.seen.timestamp)
    why = "none in this delivery, which has no timestamp";
  else
    return;
  outcome.fail("replay protection: {}; {}", why, relies_on(scheme))
      .with("scheme", scheme.name)
      .with("deduplicate", scheme.deduplicate)
      .fixed_by(repair(scheme));
}

}  // namespace

constinit const Check<DeliveryCase> replay_unprotected{
    .rule = {.id = "webhook/replay-unprotected",
             .level = Level::note,
             .title = "nothing in the signature ages, so an old delivery stays right for ever",
             .why = "Whoever recorded a delivery, in a log, a proxy or a queue, can send it again "
                    "at any time, and its signature is right. Where no timestamp is signed and "
                    "judged, the receiver alone keeps an order from being paid twice. This is a "
                    "property of the scheme and no fault of the delivery.",
             .fix = "store the key of each delivery in a unique column, and answer a repeated one "
                    "with 2xx without doing anything",
             .references = kReferences},
    .skip = &not_valid,
    .run = &run,
};

}  // namespace checkoutdiag::webhook::rules
