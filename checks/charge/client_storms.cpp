#include <algorithm>

#include "checks/charge/drill_words.hpp"

namespace checkoutdiag::charge::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Google SRE: handling overload, deciding to retry",
     "https://sre.google/sre-book/handling-overload/"},
    {"Amazon Builders' Library: timeouts, retries, and backoff with jitter",
     "https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/"},
};

constexpr std::size_t kMostTries = 8;      // for one order, by one run of the client
constexpr std::size_t kMostOfASecond = 4;  // more within one is no waiting
constexpr std::int64_t kSecond = 1000;

std::string_view skip(const DrillCase& seen) {
  return no_try(seen);
}

// A scenario may itself ask for patience: its last fault that ends, two more tries, and no fewer
// than the usual.
std::size_t most_tries(const sandbox::Scenario& scenario) {
  std::uint64_t last = 0;
  for (const sandbox::FaultRule& rule : scenario.faults)
    last = std::max(last, rule.last);
  return std::max<std::size_t>(kMostTries, last + 2);
}

// The most tries of a run within one second.
std::size_t busiest_second(const std::vector<Try>& tries, std::size_t run) {
  std::vector<std::int64_t> times;
  for (const Try& each : tries)
    if (each.run == run) times.push_back(each.request->at);
  std::size_t most = 0, first = 0;
  for (std::size_t last = 0; last < times.size(); ++last) {
    while (times[last] - times[first] >= kSecond)
      ++first;
    most = std::max(most, last - first + 1);
  }
  return most;
}

void tell(const DrillCase& seen, std::size_t tries, std::size_t in_second, Outcome& outcome) {
  Finding& finding =
      in_second > kMostOfASecond
          ? outcome.fail("the client sent the charge {} within one second, and {} in all",
                         times_text(in_second), times_text(tries))
          : outcome.fail("the client sent the charge {} for one order", times_text(tries));
  describe(finding, seen)
      .with("tries", static_cast<std::int64_t>(tries))
      .with("in_one_second", static_cast<std::int64_t>(in_second))
      .fixed_by(
          "limit the retries of one order to five at most, with waits that double; see that they "
          "do not multiply where several layers retry (the HTTP library, the SDK, the job queue): "
          "let one of them alone do it");
}

void run(const DrillCase& seen, Outcome& outcome) {
  const std::vector<Try> tries = tries_of(seen.seen);
  for (std::size_t run = 0; run < seen.seen.runs.size(); ++run) {
    const auto sent = static_cast<std::size_t>(std::count_if(
        tries.begin(), tries.end(), [&](const Try& each) { return each.run == run; }));
    const std::size_t in_second = busiest_second(tries, run);
    if (sent > most_tries(seen.seen.scenario) || in_second > kMostOfASecond)
      return tell(seen, sent, in_second, outcome);
  }
}

}  // namespace

constinit const Check<DrillCase> client_storms{
    .rule = {.id = "charge/client-storms",
             .level = Level::error,
             .title = "an order is tried a few times, not in a storm",
             .why = "Every client that fails does so at the same time. When each sends its charge "
                    "many times, a gateway that stumbled is kept down by its own shops, which it "
                    "then shuts out by rate limits; and every further try is a further chance to "
                    "charge twice.",
             .fix = "limit the retries of one order to a few, with waits that double, in one layer "
                    "alone",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::charge::rules
