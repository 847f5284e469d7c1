#include "checks/webhook/words.hpp"

namespace checkoutdiag::webhook::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Shopify: the library's webhook validation",
     "https://github.com/Shopify/shopify-app-js/tree/main/packages/apps/shopify-api/lib/webhooks"},
    {"Klarna: webhooks", "https://docs.klarna.com/"},
};

std::string_view skip(const DeliveryCase& seen) {
  if (seen.scheme.companions.empty()) return "the scheme has no headers beside the signed ones";
  return not_right(seen);
}

void run(const DeliveryCase& seen, Outcome& outcome) {
  std::vector<std::string> missing;
  for (const std::string& name : seen.scheme.companions) {
    const std::string* value = find_header(seen.delivery, name);
    if (!value || value->empty()) missing.push_back(name);
  }
  if (missing.empty()) return;
  outcome
      .fail(
          "the signature is right, but {} {} missing: the sender's own library refuses the "
          "delivery without {}",
          listed(missing), missing.size() == 1 ? "is" : "are", missing.size() == 1 ? "it" : "them")
      .with("scheme", seen.scheme.name)
      .with("missing", missing);
}

}  // namespace

constinit const Check<DeliveryCase> companion_missing{
    .rule = {.id = "webhook/companion-missing",
             .level = Level::warning,
             .title = "headers that the sender's own library asks for are missing",
             .why = "Some libraries refuse a delivery whose signature is right because a header "
                    "beside it is missing, and report no more than an invalid webhook. Proxies "
                    "with a list of headers that may pass, queues and test tools lose them.",
             .fix = "let all of the sender's headers pass on the way to the receiver, and give "
                    "them to the library by their own names",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::webhook::rules
