#include "checks/gate/line.hpp"

namespace checkoutdiag::gate::rules {
namespace {

constexpr Reference kReferences[] = {
    {"web.dev: optimize long tasks", "https://web.dev/articles/optimize-long-tasks"},
    {"WHATWG XMLHttpRequest: the open() method", "https://xhr.spec.whatwg.org/#the-open()-method"},
};

constexpr std::string_view kRules[] = {
    "token/synchronous-request",
    "token/long-task",
    "token/reply-delayed",
};
constexpr std::string_view kProofs[] = {"token/long-task"};

std::string_view skip(const ChecklistCase& seen) {
  return seen.left_out;
}

void run(const ChecklistCase& seen, Outcome& outcome) {
  judge_line(seen, {kRules, kProofs, "add one that runs token trace over a trace of the checkout"},
             outcome);
}

}  // namespace

constinit const Check<ChecklistCase> tokenization_undisturbed{
    .rule = {.id = "gate/tokenization-undisturbed",
             .level = Level::error,
             .title = "nothing on the main thread stands in tokenization's way",
             .why = "The token's reply is handled on the thread that scripts share with the whole "
                    "page. Where one of them keeps it, the shopper waits after the click, and "
                    "clicks again, or goes.",
             .fix = "record a payment in Chrome with the performance panel and look at what ran "
                    "between the request for the token and its reply\n"
                    "  checkoutdiag token trace TRACE",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::gate::rules
