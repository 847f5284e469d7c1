#include <algorithm>

#include "checks/webhook/words.hpp"

namespace checkoutdiag::webhook::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Standard Webhooks: the specification",
     "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/"
     "standard-webhooks.md"},
    {"Stripe: resolve webhook signature verification errors",
     "https://docs.stripe.com/webhooks/signature"},
};

constexpr std::size_t kMostNames = 50;

std::vector<std::string> looked_for(const Scheme& scheme) {
  std::vector<std::string> names = scheme.signature.headers;
  for (const std::vector<std::string>* more : {&scheme.timestamp.headers, &scheme.id_headers})
    names.insert(names.end(), more->begin(), more->end());
  for (const Expected& expected : scheme.expected)
    names.push_back(expected.header);
  return names;
}

// Names alone: what a header holds may be somebody's credential.
std::vector<std::string> present(const Delivery& delivery) {
  std::vector<std::string> names;
  for (const Header& header : delivery.headers) {
    if (names.size() == kMostNames) break;
    if (std::find(names.begin(), names.end(), header.name) == names.end())
      names.push_back(header.name);
  }
  return names;
}

std::string_view advice(Trouble trouble) {
  switch (trouble) {
    case Trouble::header_missing:
    case Trouble::header_blank:
    case Trouble::timestamp_missing:
    case Trouble::id_missing:
    case Trouble::value_missing:
      return "look in this order:\n"
             "1. whether a signing secret is set at the sender for this very endpoint\n"
             "2. whether a proxy, gateway or relay in front of the receiver lets the header pass\n"
             "3. whether the delivery is of another scheme; what each one needs:\n"
             "  checkoutdiag webhook schemes\n"
             "until it is there, answer such a delivery with 400";
    case Trouble::header_repeated:
    case Trouble::value_repeated:
    case Trouble::timestamp_repeated:
      return "find what adds the second one, a proxy or relay in front of the receiver; the sender "
             "sends one\n"
             "until it is gone, answer such a delivery with 400, for nobody knows which counts";
    case Trouble::body_malformed:
      return "compare the body with what the sender documents, and see whether something before "
             "the receiver wrote it anew or cut it off";
    default:
      return "compare the header with what the sender documents, byte for byte, and see whether "
             "a proxy, a relay or a copy from a log changed it; what each scheme needs:\n"
             "  checkoutdiag webhook schemes";
  }
}

std::string_view skip(const DeliveryCase& seen) {
  if (is_not_given(seen.seen.trouble))
    return "what the signature covers is not all given: see webhook/signature-mismatch";
  return {};
}

void run(const DeliveryCase& seen, Outcome& outcome) {
  const Trouble trouble = seen.seen.trouble;
  if (!is_missing(trouble)) return;
  const Cause* cause = first_cause(seen);
  const bool told = cause && (explains(*cause) || cause->id.starts_with("header."));
  Finding& finding = told ? outcome.fail("{}", cause->message)
                     : seen.seen.about.empty()
                         ? outcome.fail("{}, so nothing proves who sent this", name(trouble))
                         : outcome.fail("{} ({}), so nothing proves who sent this", name(trouble),
                                        seen.seen.about);
  describe(finding, seen).with("trouble", name(trouble));
  if (!seen.seen.about.empty()) finding.with("about", seen.seen.about);
  finding.with("looked_for", looked_for(seen.scheme)).with("headers", present(seen.delivery));
  const std::string fix = told ? fix_of(*cause) : std::string();
  finding.fixed_by(fix.empty() ? std::string(advice(trouble)) : fix);
}

}  // namespace

constinit const Check<DeliveryCase> signature_missing{
    .rule = {.id = "webhook/signature-missing",
             .level = Level::error,
             .title = "the delivery has no signature that could be right",
             .why = "Without its signature, in the form that the scheme writes, a delivery proves "
                    "nothing: anybody who knows the URL can have sent it. Proxies that drop or "
                    "merge headers are the usual reason, and a secret that was never set at the "
                    "sender.",
             .fix = "see that the signature's headers reach the receiver as they were sent, and "
                    "that the sender has a signing secret for this endpoint; what a scheme "
                    "needs:\n"
                    "  checkoutdiag webhook schemes",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::webhook::rules
