#include <doctest/doctest.h>

#include "tests/checks/webhook/deliveries.hpp"

namespace checkoutdiag::webhook {

TEST_CASE("webhook/signature-missing: what is missing, and which headers there are instead") {
  Given given;
  given.trouble(Trouble::header_missing, "Stripe-Signature");
  given.delivery.headers = {{"Host", "shop.test"}, {"webhook-id", "1"}, {"Host", "again"}};
  given.detected = true;
  const Finding finding = only_finding(judged(rules::signature_missing, given));
  CHECK(finding.message ==
        "no signature header (Stripe-Signature), so nothing proves who sent this");
  CHECK(finding.level == Level::error);
  CHECK(evidence(finding, "scheme") == "stripe");
  CHECK(evidence(finding, "scheme_from") == "the headers");
  CHECK(evidence(finding, "looked_for") == "Stripe-Signature");
  CHECK(evidence(finding, "headers") == "Host, webhook-id");
  CHECK(has(finding.fix, "answer such a delivery with 400"));
}

TEST_CASE("webhook/signature-missing: a cause that was found is told in its own words") {
  Given given;
  given.trouble(Trouble::header_malformed, "Stripe-Signature");
  given.diagnosis.causes = {{"header.other-scheme", "this looks like Standard Webhooks, not Stripe",
                             "name the scheme:\n  checkoutdiag webhook schemes", true},
                            {"evidence.json-broken", "the body is no JSON", "", false}};
  const Finding finding = only_finding(judged(rules::signature_missing, given));
  CHECK(finding.message == "this looks like Standard Webhooks, not Stripe");
  CHECK(finding.fix == "name the scheme:\n  checkoutdiag webhook schemes");
  CHECK(evidence(finding, "causes") ==
        "header.other-scheme (certain), evidence.json-broken (not certain)");
}

TEST_CASE("webhook/signature-missing: evidence alone takes nothing from the fact") {
  Given given;
  given.trouble(Trouble::timestamp_missing);
  given.diagnosis.causes = {{"evidence.json-broken", "the body is no JSON", "", true}};
  CHECK(only_finding(judged(rules::signature_missing, given)).message ==
        "no timestamp, so nothing proves who sent this");
}

TEST_CASE("webhook/signature-missing: a header twice is somebody's between") {
  Given given;
  given.trouble(Trouble::header_repeated, "Stripe-Signature");
  CHECK(has(only_finding(judged(rules::signature_missing, given)).fix, "adds the second one"));
}

TEST_CASE(
    "webhook/signature-missing: holds with a signature, and is skipped for what was not given") {
  CHECK(holds(judged(rules::signature_missing, Given())));
  CHECK(holds(judged(rules::signature_missing, Given().mismatch())));
  CHECK(skipped(judged(rules::signature_missing, Given().trouble(Trouble::url_missing))));
}

}  // namespace checkoutdiag::webhook
