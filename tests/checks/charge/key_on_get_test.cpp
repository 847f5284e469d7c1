#include <doctest/doctest.h>

#include "tests/checks/charge/audits.hpp"

namespace checkoutdiag::charge {

TEST_CASE("charge/key-on-get: told once for each host") {
  Given given;
  given.sent(kKeyA);
  given.read(kKeyB);
  given.read(kKeyC);
  const Finding finding = only_finding(judged(rules::key_on_get, given));
  CHECK(finding.message ==
        "2 GET requests to api.stripe.com carry an idempotency key, which does nothing there");
  CHECK(finding.level == Level::note);
  CHECK(finding.place->line == 2);
  given.read(kKeyC).host = "api.other.test";
  CHECK(judged(rules::key_on_get, given).findings.size() == 2);
  CHECK(found_by(judge_all(given)) == "key-on-get");
}

TEST_CASE("charge/key-on-get: none is right, and nothing at all is skipped") {
  Given given;
  CHECK(skipped(judged(rules::key_on_get, given)));
  given.sent(kKeyA);
  CHECK(holds(judged(rules::key_on_get, given)));
}

}  // namespace checkoutdiag::charge
