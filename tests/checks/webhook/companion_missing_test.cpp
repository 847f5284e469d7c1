#include <doctest/doctest.h>

#include "tests/checks/webhook/deliveries.hpp"

namespace checkoutdiag::webhook {

namespace {

Given shopify() {
  Given given;
  given.scheme.name = "shopify";
  given.scheme.companions = {"X-Shopify-Topic", "X-Shopify-Webhook-Id"};
  given.delivery.headers = {{"x-shopify-topic", "orders/paid"}, {"x-shopify-webhook-id", "1"}};
  return given;
}

}  // namespace

TEST_CASE("webhook/companion-missing: what the sender's own library refuses without") {
  Given given = shopify();
  given.delivery.headers.pop_back();
  Finding finding = only_finding(judged(rules::companion_missing, given));
  CHECK(finding.message ==
        "the signature is right, but X-Shopify-Webhook-Id is missing: the sender's own library "
        "refuses the delivery without it");
  CHECK(finding.level == Level::warning);
  given.delivery.headers.front().value.clear();
  finding = only_finding(judged(rules::companion_missing, given));
  CHECK(has(finding.message, "X-Shopify-Topic and X-Shopify-Webhook-Id are missing"));
  CHECK(evidence(finding, "missing") == "X-Shopify-Topic, X-Shopify-Webhook-Id");
}

TEST_CASE("webhook/companion-missing: all there in any case holds; otherwise skipped") {
  CHECK(holds(judged(rules::companion_missing, shopify())));
  CHECK(skipped(judged(rules::companion_missing, shopify().mismatch())));
  CHECK(skipped(judged(rules::companion_missing, Given())));
}

}  // namespace checkoutdiag::webhook
