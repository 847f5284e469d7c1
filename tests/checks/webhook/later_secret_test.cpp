#include <doctest/doctest.h>

#include "tests/checks/webhook/deliveries.hpp"

namespace checkoutdiag::webhook {

namespace {

Given two_secrets(int proving) {
  Given given;
  given.secrets = {{.from = "new.txt", .fingerprint = "aaaaaaaa"},
                   {.from = "old.txt", .fingerprint = "bbbbbbbb"}};
  given.seen.secret = proving;
  return given;
}

}  // namespace

TEST_CASE("webhook/later-secret: a rotation is told by fingerprints, as a note") {
  Given given = two_secrets(1);
  given.scheme.rotation = "The header has one v1 for each secret.";
  const Finding finding = only_finding(judged(rules::later_secret, given));
  CHECK(finding.message ==
        "the secret of old.txt (fingerprint bbbbbbbb) proves the delivery, and the secret of "
        "new.txt (fingerprint aaaaaaaa) does not: a rotation is going on, or the first secret is "
        "another endpoint's");
  CHECK(finding.level == Level::note);
  CHECK(evidence(finding, "secret") == "2");
  CHECK(evidence(finding, "fingerprint") == "bbbbbbbb");
  CHECK(has(finding.fix, "about this scheme: The header has one v1"));
}

TEST_CASE("webhook/later-secret: the first one holds, one alone or nothing valid is skipped") {
  CHECK(holds(judged(rules::later_secret, two_secrets(0))));
  CHECK(holds(judged(rules::later_secret, two_secrets(7))));
  CHECK(skipped(judged(rules::later_secret, Given())));
  CHECK(skipped(judged(rules::later_secret, two_secrets(1).mismatch())));
  CHECK(skipped(judged(rules::later_secret, two_secrets(1).aged(900, Age::too_old))));
}

}  // namespace checkoutdiag::webhook
