#include "checks/webhook/words.hpp"

namespace checkoutdiag::webhook::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Square: validate and debug webhooks, with the notification URL",
     "https://developer.squareup.com/docs/webhooks/step3validate"},
    {"Twilio: webhooks security", "https://www.twilio.com/docs/usage/webhooks/webhooks-security"},
};

std::string_view skip(const DeliveryCase& seen) {
  if (std::string_view why = not_valid(seen); !why.empty()) return why;
  return seen.url_from_request ? std::string_view{} : "the URL was given, or is not signed";
}

void run(const DeliveryCase& seen, Outcome& outcome) {
  outcome.fail("the URL that is signed, {}, was taken from the request itself", seen.delivery.url)
      .with("url", seen.delivery.url)
      .fixed_by(
          "verify with the URL as it stands in the sender's settings, and have the receiver "
          "do so too:\n  checkoutdiag webhook verify --url https://shop.example/webhook ...");
}

}  // namespace

constinit const Check<DeliveryCase> url_unpinned{
    .rule = {.id = "webhook/url-unpinned",
             .level = Level::warning,
             .title = "the signed URL is the receiver's own, not what the request says",
             .why = "Where the URL is signed together with the body and nothing stands between "
                    "them, whoever chooses where the one ends and the other begins can make "
                    "another delivery of the same bytes. A receiver must sign the URL that it was "
                    "registered with, whatever Host and path a request has.",
             .fix = "give the URL as it stands in the sender's settings:\n"
                    "  checkoutdiag webhook verify --url https://shop.example/webhook ...",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::webhook::rules
