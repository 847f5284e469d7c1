#include <doctest/doctest.h>

#include "tests/checks/doctor/examined.hpp"

namespace checkoutdiag::doctor {

TEST_CASE("doctor/webhook-secret: a secret that can be no key, and one of another kind") {
  Examined seen = good_examination();
  CHECK(skipped(judged(rules::webhook_secret, seen)));
  seen.webhook = WebhookSetting{"Stripe", "the secret in hook.key", "", "", "", 300};
  CHECK(holds(judged(rules::webhook_secret, seen)));
  seen.webhook->fault = "is not base64";
  CHECK(only_finding(judged(rules::webhook_secret, seen)).message ==
        "the secret in hook.key is not base64, so it can be no key of Stripe");
  seen.webhook->wrong_kind = "an API key";
  CHECK(has(only_finding(judged(rules::webhook_secret, seen)).message, "is an API key"));
}

TEST_CASE("doctor/webhook-secret: a clock that is off by more than the tolerance") {
  Examined seen = good_examination();
  seen.webhook = WebhookSetting{"Stripe", "the secret in hook.key", "", "", "", 300};
  seen.seen.clock.least = 301;
  seen.seen.clock.most = 303;
  CHECK(has(only_finding(judged(rules::webhook_secret, seen)).message, "may be 5 min old"));
}

}  // namespace checkoutdiag::doctor
