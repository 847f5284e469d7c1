#include <doctest/doctest.h>

#include "tests/lib/webhook/advice.hpp"
#include "tests/lib/webhook/damages.hpp"

using namespace checkoutdiag;
using namespace checkoutdiag::webhook;
using namespace checkoutdiag::test;

namespace {

const Cause& first(const Diagnosis& found) {
  CAPTURE(listed(found));
  REQUIRE_FALSE(found.causes.empty());
  CHECK(fault_of_advice(found.causes.front().fix) == "");
  return found.causes.front();
}

}  // namespace

TEST_CASE("Braintree's keys in each other's place are told, and neither is shown") {
  Scene scene = scene_of("braintree", "<notification/>", "a_private_key_of_ours");
  REQUIRE(scene.verify().valid());
  scene.settings.values["public-key"] = scene.secret;
  scene.secret = "integration_public_key";
  Diagnosis found = scene.diagnose();
  CHECK(first(found).id == "setting.keys-swapped");
  CHECK(first(found).certain);
  CHECK(listed(found).find("a_private_key_of_ours") == std::string::npos);
  // The private one is lost: the public one stands in its place all the same.
  scene.settings.values["public-key"] = "something_else";
  found = scene.diagnose();
  CHECK(first(found).id == "setting.keys-swapped");
  CHECK(first(found).message.find("matches once") == std::string::npos);
  CHECK(listed(found).find("integration_public_key") == std::string::npos);
}

TEST_CASE("A public key that no signature is for is not shown, but those that are") {
  Scene scene = scene_of("braintree", "<notification/>", "a_private_key_of_ours");
  scene.settings.values["public-key"] = "of_another_merchant";
  scene.secret = "and_its_private_key";
  const Diagnosis found = scene.diagnose();
  CHECK(first(found).id == "setting.other-public-key");
  CHECK(first(found).message.ends_with(", only for integration_public_key"));
  CHECK(listed(found).find("of_another_merchant") == std::string::npos);
}

TEST_CASE("An item of Adyen's without its signature is told to lack it") {
  Scene scene = scene_of("adyen-notification",
                         "{\"live\":\"false\",\"notificationItems\":[{\"NotificationRequestItem\":"
                         "{\"pspReference\":\"1\",\"eventCode\":\"AUTHORISATION\"}}]}");
  REQUIRE(scene.verify().valid());
  replace_all(scene.body(), "hmacSignature", "another");
  const Diagnosis found = scene.diagnose();
  CHECK(first(found).id == "body.signature-missing");
  CHECK(first(found).message.starts_with("item 1 has no additionalData.hmacSignature"));
  CHECK(first(found).certain);
}

TEST_CASE("A certificate that is none is told, and no secret is spoken of") {
  Scene scene = scene_of("github", kBody);
  scene.scheme = find_scheme("paypal");
  scene.secret = "whatever was given";
  scene.settings.values["webhook-id"] = "4JH86294D6297924G";
  scene.settings.certificate = "no certificate";
  scene.header("Paypal-Auth-Algo") = "SHA256withRSA";
  scene.header("Paypal-Transmission-Sig") = base64("x");
  scene.header("Paypal-Transmission-Time") = "2026-11-27T02:00:00Z";
  scene.header("Paypal-Transmission-Id") = "dfb3be50-fd74-11e4-8bf3-77339302725b";
  const Diagnosis found = scene.diagnose();
  CHECK(first(found).id == "certificate.unreadable");
  CHECK(listed(found).find("secret") == std::string::npos);
}
