#include <algorithm>

#include "checks/charge/drill_words.hpp"

namespace checkoutdiag::charge::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 9110 section 10.2.3: Retry-After",
     "https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3"},
    {"RFC 6585 section 4: 429 Too Many Requests",
     "https://www.rfc-editor.org/rfc/rfc6585#section-4"},
};

constexpr std::int64_t kTolerance = 50;  // ms; timers and two clocks

std::string_view skip(const DrillCase& seen) {
  if (const std::string_view why = no_try(seen); !why.empty()) return why;
  const std::vector<Try> tries = tries_of(seen.seen);
  const bool asked = std::any_of(tries.begin(), tries.end(), [](const Try& each) {
    return each.request->retry_after && each.status != 0;
  });
  return asked ? std::string_view{} : "no answer had a Retry-After";
}

// From the arrival of the request: what is measured so is never less than what the client waited.
std::int64_t between(const Retry& retry) {
  return retry.after->request->at - retry.before->request->at;
}

void run(const DrillCase& seen, Outcome& outcome) {
  const std::vector<Try> tries = tries_of(seen.seen);
  for (const Retry& retry : retries_of(tries)) {
    if (!retry.before->request->retry_after || retry.before->status == 0) continue;
    const std::int64_t asked = std::int64_t{*retry.before->request->retry_after} * 1000;
    if (between(retry) + kTolerance >= asked) continue;
    describe(outcome.fail("the answer {} asked to wait {}, and the client came back after {}",
                          retry.before->status, wait_text(asked), wait_text(between(retry))),
             seen)
        .with("asked_ms", asked)
        .with("waited_ms", between(retry))
        .fixed_by(
            "read Retry-After (seconds, or an HTTP date) of 429 and 503, and wait at least as long "
            "before the next try; when that is longer than the shopper can wait, keep the order as "
            "pending and retry in the background");
    return;
  }
}

}  // namespace

constinit const Check<DrillCase> client_ignores_retry_after{
    .rule = {.id = "charge/client-ignores-retry-after",
             .level = Level::warning,
             .title = "a Retry-After is waited for",
             .why = "A gateway that says how long to wait knows when it will answer again. Who "
                    "comes back earlier is refused again, spends the retries that would have "
                    "succeeded, and may be shut out for longer.",
             .fix = "wait at least as long as Retry-After says before the next try",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::charge::rules
