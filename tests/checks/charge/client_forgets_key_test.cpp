#include <doctest/doctest.h>

#include "tests/checks/charge/drills.hpp"

namespace checkoutdiag::charge {

TEST_CASE("charge/client-forgets-key: the second run has another key") {
  const Finding finding = only_finding(
      judged(rules::client_forgets_key, Given().killed(50).paid(40).paid(500, kOtherKey)));
  CHECK(finding.message ==
        "killed after its request and run again for the same order, the client sent another key, "
        "and the order was charged twice");
  CHECK(evidence(finding, "key_before") == kKey);
  CHECK(evidence(finding, "key_after") == kOtherKey);
  CHECK(has(finding.fix, "stored with the order before the first request"));
}

TEST_CASE("charge/client-forgets-key: the same key holds, and so does looking the charge up") {
  CHECK(holds(judged(rules::client_forgets_key, Given().killed(50).paid(40).answered(500, 200))));
  CHECK(holds(judged(rules::client_forgets_key, Given().killed(50).paid(40).looked(500))));
  CHECK(holds(judged(rules::client_forgets_key,
                     Given().killed(50).answered(40, 0).looked(500).paid(600, kOtherKey))));
  CHECK_FALSE(holds(judged(rules::client_forgets_key,
                           Given().killed(50).paid(40).looked(500).paid(600, kOtherKey))));
}

TEST_CASE("charge/client-forgets-key: what shows nothing is not decided") {
  const auto why = [](const Given& given) {
    return judged(rules::client_forgets_key, given).inconclusive_because;
  };
  CHECK(has(why(Given().killed(50).paid(40)), "nothing shows whether it kept the key"));
  CHECK(has(why(Given().killed(50).paid(40, "").paid(500, "")), "sent no key"));
  Given early = Given().paid(40);
  early.seen.killed = true;
  CHECK(has(why(early), "had ended before it could be killed"));
}

TEST_CASE("charge/client-forgets-key: is about killed clients and gateways with keys") {
  CHECK(skipped(judged(rules::client_forgets_key, Given().paid(10))));
  Given given = Given().killed(50).paid(40).paid(500, kOtherKey);
  given.profile.place = KeyPlace::none;
  CHECK(skipped(judged(rules::client_forgets_key, given)));
}

}  // namespace checkoutdiag::charge
