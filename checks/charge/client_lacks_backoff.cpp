#include <algorithm>

#include "checks/charge/drill_words.hpp"

namespace checkoutdiag::charge::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Amazon Builders' Library: timeouts, retries, and backoff with jitter",
     "https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/"},
    {"Google SRE: addressing cascading failures",
     "https://sre.google/sre-book/addressing-cascading-failures/"},
};

constexpr std::int64_t kAtOnce = 50;     // ms; less is no wait
constexpr std::size_t kEnoughWaits = 3;  // that could show that they grow
constexpr double kGrows = 1.2;           // less is the same wait again

std::string_view skip(const DrillCase& seen) {
  return no_retry(seen);
}

// Retries at once, other than the single one after a connection that broke: a kept connection that
// went stale is no sign of trouble, and Stripe's SDK retries it so, too.
std::vector<const Retry*> at_once(const std::vector<Retry>& retries) {
  std::vector<const Retry*> found;
  for (const Retry& retry : retries) {
    const bool stale = retry.number == 1 && retry.before->status == 0;
    if (is_own_wait(retry) && *retry.waited < kAtOnce && !stale) found.push_back(&retry);
  }
  return found;
}

// The client's own waits of one run, when none of them is longer than another by more than timers
// are apart. Waits that vary are spread by chance, and those that grow are what is wanted.
std::vector<std::int64_t> constant_waits(const std::vector<Retry>& retries, std::size_t run) {
  std::vector<std::int64_t> waits;
  for (const Retry& retry : retries)
    if (retry.before->run == run && is_own_wait(retry) && *retry.waited >= kAtOnce)
      waits.push_back(*retry.waited);
  if (waits.size() < kEnoughWaits) return {};
  const auto [least, most] = std::minmax_element(waits.begin(), waits.end());
  return static_cast<double>(*most) < kGrows * static_cast<double>(*least)
             ? waits
             : std::vector<std::int64_t>{};
}

constexpr std::string_view kFix =
    "wait before every retry, and twice as long each time, with chance in it: min(0.5 s * 2^(n-1), "
    "5 s) times a random factor between 0.5 and 1 for the n-th retry, two to five retries in all";

void run(const DrillCase& seen, Outcome& outcome) {
  const std::vector<Try> tries = tries_of(seen.seen);
  const std::vector<Retry> retries = retries_of(tries);
  if (const std::vector<const Retry*> found = at_once(retries); !found.empty()) {
    const Retry& first = *found.front();
    describe(outcome.fail("the client sent its retry {} after {}, without a wait",
                          wait_text(*first.waited), fate_text(*first.before)),
             seen)
        .with("retries_at_once", static_cast<std::int64_t>(found.size()))
        .fixed_by(std::string(kFix));
    return;
  }
  for (std::size_t run = 0; run < seen.seen.runs.size(); ++run) {
    const std::vector<std::int64_t> waits = constant_waits(retries, run);
    if (waits.empty()) continue;
    std::vector<std::string> texts;
    for (const std::int64_t each : waits)
      texts.push_back(wait_text(each));
    describe(outcome.fail("the client waited the same {} before each of {} retries",
                          wait_text(waits.front()), waits.size()),
             seen)
        .with("waits", std::move(texts))
        .fixed_by(std::string(kFix));
    return;
  }
}

}  // namespace

constinit const Check<DrillCase> client_lacks_backoff{
    .rule = {.id = "charge/client-lacks-backoff",
             .level = Level::warning,
             .title = "retries wait, and longer each time",
             .why =
                 "A gateway in trouble needs time, and retries that come at once, or at the same "
                 "pace for as long as it takes, are further load at the worst moment. They also "
                 "use up every try within the seconds in which none can succeed.",
             .fix = "wait before every retry, and twice as long each time, up to a limit",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::charge::rules
