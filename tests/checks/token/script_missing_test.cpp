#include <doctest/doctest.h>

#include "tests/checks/token/recording.hpp"

namespace checkoutdiag::token {

TEST_CASE("token/script-missing: not asked for, refused, not there") {
  const auto& rule = rules::script_missing;
  CHECK(test::good_checkout().judged(rule).findings.empty());
  test::Checkout all;
  all.page().scripts = {"https://js.pay.test/pay.js"};
  CHECK(test::told(all.judged(rule)) ==
        "the page names a script of js.pay.test, and the browser did not ask for it");
  CHECK(all.judged(rule).findings.at(0).level == Level::warning);
  all.capture.entries[0].scripts = {"https://js.stripe.com/v3/"};
  CHECK(all.judged(rule).findings.at(0).level == Level::error);
  all.capture.entries[0].scripts = {"https://js.pay.test/pay.js"};
  Entry& script = all.add(100, "GET", "https://js.pay.test/pay.js", 0, "script");
  script.failure = "csp";
  CHECK(test::told(all.judged(rule)) ==
        "GET js.pay.test/pay.js got no reply: a Content-Security-Policy of the page stopped it");
  script.status = 404;
  CHECK(test::told(all.judged(rule)) == "GET js.pay.test/pay.js was answered 404");
  // Where a token came all the same, it was none that mattered.
  all.exchange(500);
  CHECK(all.judged(rule).findings.at(0).level == Level::note);
  all.capture.entries[1].status = 200;
  CHECK(all.judged(rule).findings.empty());
}

}  // namespace checkoutdiag::token
