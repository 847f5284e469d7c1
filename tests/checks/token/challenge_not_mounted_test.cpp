#include <doctest/doctest.h>

#include "tests/checks/token/recording.hpp"

namespace checkoutdiag::token {

TEST_CASE("token/challenge-not-mounted: shown, not shown, kept away") {
  const auto& rule = rules::challenge_not_mounted;
  const auto with_answer = [](test::Checkout& to) {
    Entry& answer = to.charge(600);
    answer.reply =
        R"({"transStatus":"C","acsURL":"https://acs.test/challenge","creq":"eyJtIjoiQ1JlcSJ9"})";
  };
  CHECK(test::good_checkout().judged(rule).skipped_because ==
        "no answer in it asks for a challenge");
  test::Checkout shown;
  shown.page();
  shown.exchange(500);
  with_answer(shown);
  shown.add(700, "POST", "https://acs.test/challenge", 200, "document").body =
      "creq=eyJtIjoiQ1JlcSJ9";
  shown.later();
  CHECK(shown.judged(rule).findings.empty());
  CHECK(shown.judged(rule).skipped_because.empty());

  SUBCASE("nothing was posted to the ACS") {
    test::Checkout lost;
    lost.page();
    with_answer(lost);
    // The method's frame came before the answer, and is no challenge.
    lost.add(550, "POST", "https://acs.test/method", 200, "document");
    lost.later();
    CHECK(test::told(lost.judged(rule)) ==
          "POST shop.test/pay was answered with transStatus C, and nothing was posted to acs.test");
  }
  SUBCASE("the ACS forbids the frame") {
    test::Checkout refused;
    refused.page();
    with_answer(refused);
    refused.add(700, "POST", "https://acs.test/challenge", 200, "document").failure =
        "net::ERR_BLOCKED_BY_RESPONSE";
    CHECK(test::told(refused.judged(rule)) ==
          "the challenge of acs.test did not come up: a header of the reply forbids it");
  }
}

}  // namespace checkoutdiag::token
