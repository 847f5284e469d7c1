#include "checks/webhook/words.hpp"

namespace checkoutdiag::webhook::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Mercado Pago: notifications",
     "https://www.mercadopago.com.mx/developers/en/docs/checkout-api-v2/notifications"},
    {"RFC 9421 section 7.2.8: message content, on why a body must be covered",
     "https://www.rfc-editor.org/rfc/rfc9421#section-7.2.8"},
};

void run(const DeliveryCase& seen, Outcome& outcome) {
  if (seen.scheme.covers_body) return;
  const bool token = seen.scheme.algorithm == Algorithm::token;
  outcome
      .fail("the scheme {} {}: whoever sees one delivery can send another body under {}",
            seen.scheme.name,
            token ? "sends its secret with each delivery and signs nothing"
                  : "does not sign the body",
            token ? "it" : "its signature")
      .with("scheme", seen.scheme.name)
      .with("signed", seen.scheme.written);
}

}  // namespace

constinit const Check<DeliveryCase> body_unprotected{
    .rule = {.id = "webhook/body-unprotected",
             .level = Level::note,
             .title = "the scheme does not sign the body",
             .why = "The signature is right whatever the body says: status, amount and order in it "
                    "are claims of whoever sent it. This is a property of the scheme and no fault "
                    "of the delivery, and receivers that know it take nothing but an id from the "
                    "body.",
             .fix = "take only the id from the delivery, fetch that object from the sender's API "
                    "with your own credentials, and act on what the API says",
             .references = kReferences},
    .skip = &not_valid,
    .run = &run,
};

}  // namespace checkoutdiag::webhook::rules
