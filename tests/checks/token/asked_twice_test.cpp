#include <doctest/doctest.h>

#include "tests/checks/token/recording.hpp"

namespace checkoutdiag::token {

TEST_CASE("token/asked-twice: a second click, and a second attempt") {
  const auto& rule = rules::asked_twice;
  CHECK(test::good_checkout().judged(rule).findings.empty());
  test::Checkout twice;
  twice.page();
  twice.exchange(500, "tok_aaaaaaaaaa");
  twice.exchange(540, "tok_bbbbbbbbbb");
  twice.charge(700, 200, {}, "tok_bbbbbbbbbb");
  CHECK(test::told(twice.judged(rule)) == "two tokens were asked for within 40 ms");
  // Another attempt after the first was charged is what a customer does.
  test::Checkout again;
  again.page();
  again.exchange(500, "tok_aaaaaaaaaa");
  again.charge(600, 402, "card_declined", "tok_aaaaaaaaaa");
  again.exchange(1500, "tok_bbbbbbbbbb");
  again.charge(1600, 200, {}, "tok_bbbbbbbbbb");
  CHECK(again.judged(rule).findings.empty());
  // Those that failed gave no token to lose.
  test::Checkout failed;
  failed.page();
  failed.exchange(500).status = 500;
  failed.exchange(600);
  CHECK(failed.judged(rule).findings.empty());
  // A trace has no tokens: that both were answered is what it shows.
  test::Checkout trace;
  trace.capture.recording.source = Source::trace;
  trace.page();
  trace.exchange(500).reply.clear();
  trace.exchange(540).reply.clear();
  CHECK(trace.judged(rule).findings.size() == 1);
  CHECK(test::Checkout().judged(rule).skipped_because != "");
}

}  // namespace checkoutdiag::token
