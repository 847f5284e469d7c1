#include "checks/token/story.hpp"
#include "checks/token/token.hpp"

namespace checkoutdiag::token::rules {
namespace {

constexpr Reference kReferences[] = {
    {"W3C Content Security Policy Level 3", "https://www.w3.org/TR/CSP3/"},
};

void run(const CaptureCase& seen, Outcome& outcome) {
  for (const ConsoleLine& line : seen.seen.console) {
    if (line.directive.empty()) continue;
    Entry refused;
    const bool is_url = set_url(refused, line.url);
    outcome
        .fail("a Content-Security-Policy stops {}: {}", is_url ? refused.host : "a request",
              line.directive)
        .with("console", line.text)
        .with("line", static_cast<std::int64_t>(line.line));
  }
}

}  // namespace

constinit const Check<CaptureCase> policy_blocks{
    .rule = {.id = "token/policy-blocks",
             .level = Level::error,
             .title = "a Content-Security-Policy of the page stops the payment",
             .why = "A browser makes no request that the page's policy forbids: it is in no "
                    "recording, and the gateway sees nothing. Only the console tells it.",
             .fix = "add the gateway's host to the directive that is named, and where that is not "
                    "there, to default-src's place as a directive of its own",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::token::rules
