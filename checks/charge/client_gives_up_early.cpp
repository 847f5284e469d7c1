#include "checks/charge/drill_words.hpp"

namespace checkoutdiag::charge::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Stripe: low-level error handling, safely retrying",
     "https://docs.stripe.com/error-low-level"},
    {"Amazon Builders' Library: timeouts, retries, and backoff with jitter",
     "https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/"},
};

constexpr std::int64_t kUsual = 30'000;  // ms; nobody has to wait for a charge any longer

std::string_view skip(const DrillCase& seen) {
  if (const std::string_view why = no_try(seen); !why.empty()) return why;
  if (!seen.seen.scenario.must_succeed) return "the scenario cannot end in success";
  return seen.seen.reported == Reported::failure ? std::string_view{}
                                                 : "the client did not report failure";
}

void tell_timeout(const DrillCase& seen, const Impatience& impatience, Outcome& outcome) {
  describe(outcome.fail("time-out too short: the client waited {} for an answer that takes {}, and "
                        "reported failure",
                        wait_text(impatience.waited), wait_text(impatience.due)),
           seen)
      .with("waited_ms", impatience.waited)
      .with("needed_ms", impatience.due)
      .fixed_by(
          "give a charge at least 30 s from the request to the answer, apart from a short time-out "
          "for connecting; and let a time-out end in a retry with the same key, or in \"not known "
          "yet\", never in failure");
}

void tell_giving_up(const DrillCase& seen, const std::vector<Try>& tries, Outcome& outcome) {
  const std::string last = fate_text(tries.back());
  Finding& finding =
      tries.size() == 1
          ? outcome.fail(
                "the client gave up after its first try ({}), and lost a sale that a retry "
                "would have made",
                last)
          : outcome.fail(
                "the client gave up after {} tries (the last: {}), though the gateway was "
                "about to recover",
                tries.size(), last);
  describe(finding, seen)
      .with("tries", static_cast<std::int64_t>(tries.size()))
      .fixed_by(
          retries_blindly(seen.profile)
              ? look_first(seen.profile) +
                    "; retry after 409 and 429, and when the charge is not there, with waits that "
                    "double (0.5 s, 1 s, 2 s), before the order is called failed"
              : "retry after a connection failure, a 5xx, 409 and 429, two to five times with the "
                "same "
                "key and waits that double (0.5 s, 1 s, 2 s), before the order is called failed");
}

void run(const DrillCase& seen, Outcome& outcome) {
  const std::vector<Try> tries = tries_of(seen.seen);
  const Try& last = tries.back();
  const auto impatience = impatience_of(seen.seen, tries);
  if (impatience && impatience->due <= kUsual) return tell_timeout(seen, *impatience, outcome);
  if (!charges_of(seen.seen).empty()) return;  // charge/client-loses-order tells
  if (last.request->fault.empty() && last.status >= 400) {
    // A stored error never heals: a client that stops there and says so is right.
    if (last.request->replayed) return;
    return outcome.undecided(
        "the sandbox itself refused the client's last request with {}, whatever the scenario: "
        "check the request's path, body and key",
        last.status);
  }
  tell_giving_up(seen, tries, outcome);
}

}  // namespace

constinit const Check<DrillCase> client_gives_up_early{
    .rule = {.id = "charge/client-gives-up-early",
             .level = Level::warning,
             .title = "a sale is not given up while it can still be made",
             .why = "A gateway that fails once or answers slowly mostly works again within "
                    "seconds. A client that does not retry, or whose time-out is shorter than a "
                    "charge takes, turns each such moment into lost sales, or worse into charges "
                    "without orders.",
             .fix = "give a charge 30 s, and retry connection failures and 5xx with the same key a "
                    "few times",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::charge::rules
