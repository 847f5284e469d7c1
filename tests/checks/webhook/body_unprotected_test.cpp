#include <doctest/doctest.h>

#include "tests/checks/webhook/deliveries.hpp"

namespace checkoutdiag::webhook {

TEST_CASE("webhook/body-unprotected: anybody who sees one delivery can send another body") {
  Given given;
  given.scheme.name = "mercadopago";
  given.scheme.covers_body = false;
  Finding finding = only_finding(judged(rules::body_unprotected, given));
  CHECK(finding.message ==
        "the scheme mercadopago does not sign the body: whoever sees one delivery can send another "
        "body under its signature");
  CHECK(finding.level == Level::note);
  given.scheme.algorithm = Algorithm::token;
  finding = only_finding(judged(rules::body_unprotected, given));
  CHECK(has(finding.message, "sends its secret with each delivery and signs nothing"));
}

TEST_CASE("webhook/body-unprotected: a signed body holds, an invalid delivery is skipped") {
  CHECK(holds(judged(rules::body_unprotected, Given())));
  CHECK(skipped(judged(rules::body_unprotected, Given().mismatch())));
}

}  // namespace checkoutdiag::webhook
