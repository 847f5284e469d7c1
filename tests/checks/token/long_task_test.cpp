#include <doctest/doctest.h>

#include "tests/checks/token/recording.hpp"

namespace checkoutdiag::token {

TEST_CASE("token/long-task: within the payment, and whose") {
  const auto& rule = rules::long_task;
  test::Checkout all = test::good_checkout();
  CHECK(all.judged(rule).skipped_because == "a HAR file has no main thread: give a trace");
  all.capture.recording.source = Source::trace;
  CHECK(all.judged(rule).skipped_because.starts_with("the trace has no tasks"));
  MainThread& thread = all.capture.main_thread;
  thread.was_recorded = true;
  thread.clicks = {1'000'480};
  CHECK(all.judged(rule).findings.empty());
  const auto task = [&](double at, double ms, const std::string& script, const std::string& name) {
    thread.tasks = {{1'000'000 + at, 1'000'000 + at + ms, script, name, {}}};
    return all.judged(rule);
  };
  // Before the click, and after the charge.
  CHECK(task(100, 300, "https://shop.test/shop.js", "").findings.empty());
  CHECK(task(700, 300, "https://shop.test/shop.js", "").findings.empty());
  CHECK(test::told(task(490, 450, "https://shop.test/shop.js?v=1", "check")) ==
        "a task of 450 ms held the page up during the payment: shop.test/shop.js, check()");
  CHECK(task(490, 450, "", "").findings.at(0).level == Level::warning);
  CHECK(task(490, 80, "", "").findings.at(0).level == Level::note);
  const Outcome foreign = task(490, 450, "https://metrics.test/t.js", "");
  CHECK(test::told(foreign).ends_with("a third party's script, metrics.test/t.js"));
  CHECK(foreign.findings[0].fix.find("off the checkout page") != std::string::npos);
  CHECK(test::told(task(490, 450, "https://api.pay.test/pay.js", ""))
            .ends_with("payment: api.pay.test/pay.js"));
}

}  // namespace checkoutdiag::token
