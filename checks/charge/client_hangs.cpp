#include <algorithm>

#include "checks/charge/drill_words.hpp"

namespace checkoutdiag::charge::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Amazon Builders' Library: timeouts, retries, and backoff with jitter",
     "https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/"},
    {"curl: --max-time", "https://curl.se/docs/manpage.html#-m"},
};

constexpr std::int64_t kSecond = 1000;
constexpr std::int64_t kNextWait = 3;  // a wait may be so many times the one before

std::string_view skip(const DrillCase& seen) {
  for (const ClientRun& each : seen.seen.runs)
    if (each.problem.empty()) return {};
  return "the client could not be started";
}

// Why it may have been waiting for its next try rather than for nothing, a clause; empty: it was
// not.
std::string excuse(const std::vector<Try>& tries, std::int64_t ended) {
  if (tries.empty() || tries.back().succeeded()) return {};
  const Try& last = tries.back();
  if (last.request->retry_after && last.status != 0) {
    const std::int64_t asked = std::int64_t{*last.request->retry_after} * kSecond;
    if (ended < last.request->at + asked)
      return fmt::format("it had been asked to wait {}", wait_text(asked));
  }
  const std::vector<Retry> retries = retries_of(tries);
  if (retries.empty() || !last.due || retries.back().after != &last || !retries.back().waited)
    return {};
  return ended - *last.due < kNextWait * *retries.back().waited
             ? fmt::format("its last wait was {}", wait_text(*retries.back().waited))
             : std::string();
}

// What it waited for, a clause.
std::string waiting_for(const ScenarioFacts& seen, const std::vector<Try>& tries) {
  if (seen.truth.requests_seen == 0) return "it never called the gateway";
  if (tries.empty()) return "it never asked for a charge";
  const Try& last = tries.back();
  return fmt::format("its last request, {} before, was met by {}",
                     wait_text(std::max<std::int64_t>(seen.ended - last.request->at, 0)),
                     fate_text(last));
}

void run(const DrillCase& seen, Outcome& outcome) {
  const ScenarioFacts& facts = seen.seen;
  const auto hung = std::find_if(facts.runs.begin(), facts.runs.end(),
                                 [](const ClientRun& each) { return each.hung; });
  if (hung == facts.runs.end()) return;
  const std::vector<Try> tries = tries_of(facts);
  if (const std::string why = excuse(tries, hung->began + hung->took); !why.empty())
    return outcome.undecided(
        "the client was still running after {}, and may have been waiting before its next try "
        "({}): let the run take longer",
        wait_text(hung->took), why);
  describe(outcome.fail("the client was still running after {}, and was ended: {}",
                        wait_text(hung->took), waiting_for(facts, tries)),
           seen)
      .with("took_ms", hung->took)
      .fixed_by(
          "give every request a time-out for the whole exchange, not for the connection alone (30 "
          "s for a charge; for a body that comes in drops a time-out between bytes is not enough), "
          "and every order a limit of tries; end with \"not known yet\" when it is reached");
}

}  // namespace

constinit const Check<DrillCase> client_hangs{
    .rule = {.id = "charge/client-hangs",
             .level = Level::error,
             .title = "the client ends by itself, whatever the gateway does",
             .why = "A gateway that accepts a request and never answers is an ordinary fault. A "
                    "client without a time-out holds the shopper, a worker and a database "
                    "connection until somebody kills it, and a few of them stop the whole shop.",
             .fix = "give every request a time-out for the whole exchange, and every order a limit "
                    "of tries",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::charge::rules
