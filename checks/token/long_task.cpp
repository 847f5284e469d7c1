#include <algorithm>

#include "checks/token/story.hpp"
#include "checks/token/token.hpp"

namespace checkoutdiag::token::rules {
namespace {

constexpr Reference kReferences[] = {
    {"W3C Long Tasks", "https://www.w3.org/TR/longtasks-1/"},
    {"web.dev: optimize long tasks", "https://web.dev/articles/optimize-long-tasks"},
};

constexpr double kNoticed = 200;  // ms: what a customer feels as a delay

double overlap(const Task& task, const Window& window) {
  return std::min(task.ended, window.end) - std::max(task.began, window.begin);
}

void run(const CaptureCase& seen, Outcome& outcome) {
  constexpr double kLong = 50;
  const std::vector<Window> all = windows(seen);
  for (const Task& task : seen.seen.main_thread.tasks) {
    double most = 0, window_ms = 0;
    for (const Window& window : all) {
      if (overlap(task, window) <= most) continue;
      most = overlap(task, window);
      window_ms = window.end - window.begin;
    }
    if (most < kLong) continue;
    const bool is_foreign = is_third_party(seen, task.script);
    Finding& finding = outcome.fail("a task of {} ms held the page up during the payment: {}{}",
                                    static_cast<std::int64_t>(task.ms()),
                                    is_foreign ? "a third party's script, " : "", owner_text(task));
    finding.at_level(task.ms() >= kNoticed ? Level::warning : Level::note)
        .with("ms", static_cast<std::int64_t>(task.ms()))
        .with("within_payment_ms", static_cast<std::int64_t>(most))
        .with("payment_ms", static_cast<std::int64_t>(window_ms));
    if (is_foreign)
      finding.fixed_by(
          "keep that script off the checkout page, or load it after the payment: what it does "
          "there is not for the customer");
  }
}

}  // namespace

constinit const Check<CaptureCase> long_task{
    .rule = {.id = "token/long-task",
             .level = Level::warning,
             .title = "a long task held the page up during the payment",
             .why = "A page does one thing at a time. A task of more than 50 ms between the click "
                    "and the charge delays the request, the reply's handler and what the customer "
                    "sees; a second click comes of it.",
             .fix = "break the work into parts (scheduler.yield(), requestIdleCallback), or do it "
                    "before or after the payment; load scripts of third parties on other pages "
                    "than the checkout",
             .references = kReferences},
    .skip = &no_main_thread,
    .run = &run,
};

}  // namespace checkoutdiag::token::rules
