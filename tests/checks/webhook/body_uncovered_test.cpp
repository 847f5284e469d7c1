#include <doctest/doctest.h>

#include "tests/checks/webhook/deliveries.hpp"

namespace checkoutdiag::webhook {

TEST_CASE("webhook/body-uncovered: an error, though the signature is right") {
  Given given;
  given.trouble(Trouble::body_uncovered);
  Finding finding = only_finding(judged(rules::body_uncovered, given));
  CHECK(finding.message ==
        "the signature is right, but covers no part of the body: whoever sees this delivery can "
        "send another body under it");
  CHECK(finding.level == Level::error);
  given.mismatch();
  finding = only_finding(judged(rules::body_uncovered, given));
  CHECK(finding.message.starts_with("the signature covers no part of the body"));
  CHECK(evidence(finding, "signature") == "wrong");
}

TEST_CASE("webhook/body-uncovered: holds, and is skipped when nothing was read") {
  CHECK(holds(judged(rules::body_uncovered, Given())));
  CHECK(skipped(judged(rules::body_uncovered, Given().trouble(Trouble::url_missing))));
}

}  // namespace checkoutdiag::webhook
