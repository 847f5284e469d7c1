#include <doctest/doctest.h>

#include "tests/checks/webhook/deliveries.hpp"

namespace checkoutdiag::webhook {

TEST_CASE("webhook/replay-unprotected: what the scheme relies on is in the message and the fix") {
  Given given;
  given.scheme.timestamp = {};
  given.seen.timestamp.reset();
  given.seen.age = Age::untold;
  given.scheme.deduplicate = "the X-GitHub-Delivery header";
  Finding finding = only_finding(judged(rules::replay_unprotected, given));
  CHECK(finding.message ==
        "replay protection: none in this scheme; it relies on deduplication by: the "
        "X-GitHub-Delivery header");
  CHECK(finding.level == Level::note);
  CHECK(has(finding.fix, "in a unique column: the X-GitHub-Delivery header"));
  given.scheme.deduplicate.clear();
  finding = only_finding(judged(rules::replay_unprotected, given));
  CHECK(has(finding.message, "nothing in the delivery tells a repeated one but its bytes"));
  CHECK(has(finding.fix, "the SHA-256 of the body"));
}

TEST_CASE("webhook/replay-unprotected: a rule that was switched off, or has nothing to judge") {
  Given given;
  given.tolerance = 0;
  CHECK(has(only_finding(judged(rules::replay_unprotected, given)).message,
            "replay protection: none, for the tolerance was set to 0; "));
  given.tolerance.reset();
  given.seen.timestamp.reset();
  given.seen.age = Age::untold;
  CHECK(has(only_finding(judged(rules::replay_unprotected, given)).message,
            "none in this delivery, which has no timestamp; "));
}

TEST_CASE(
    "webhook/replay-unprotected: a timestamp that is judged holds, an invalid one is skipped") {
  CHECK(holds(judged(rules::replay_unprotected, Given())));
  CHECK(skipped(judged(rules::replay_unprotected, Given().mismatch())));
}

}  // namespace checkoutdiag::webhook
