#include <algorithm>
#include <map>

#include "checks/charge/drill_words.hpp"

namespace checkoutdiag::charge::rules {
namespace {

constexpr Reference kReferences[] = {
    {"AWS architecture blog: exponential backoff and jitter",
     "https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/"},
    {"Amazon Builders' Library: timeouts, retries, and backoff with jitter",
     "https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/"},
};

constexpr std::size_t kEnough = 3;      // waits that agree, before they are called the same
constexpr std::int64_t kAtOnce = 50;    // ms; less is no wait: charge/client-lacks-backoff tells
constexpr std::size_t kStrayShare = 5;  // one wait of so many may be off: the machine was busy

// How far waits may lie apart: to be the same but for timers and the connection's making, and what
// a busy machine adds to them (measured: up to 60 ms where eight clients start on two cores).
std::int64_t same_within(std::int64_t wait) {
  return std::max<std::int64_t>(10, wait / 50);
}
std::int64_t noise_within(std::int64_t wait) {
  return std::max<std::int64_t>(80, wait / 12);
}

using Waits = std::vector<std::int64_t>;

// The waits before the n-th retry after failures of one kind, over all runs.
struct Group {
  int number = 1;
  std::string cause;
  Waits waits;
};

struct Waited {
  std::vector<Group> groups;
  std::size_t waits = 0;
  bool retries_once = false;  // it gave up after one retry, where more was wanted
};

void add(std::map<std::pair<int, std::string>, Waits>& groups, const ScenarioFacts& seen) {
  const std::vector<Try> tries = tries_of(seen);
  for (const Retry& retry : retries_of(tries))
    if (is_own_wait(retry) && *retry.waited >= kAtOnce)
      groups[{retry.number, cause_of(*retry.before)}].push_back(*retry.waited);
}

// Not told by a single run that one retry was enough for.
bool gave_up_after_one(const ScenarioFacts& seen) {
  const std::vector<Try> tries = tries_of(seen);
  return seen.runs.size() == 1 && tries.size() == 2 && tries.back().known &&
         !tries.back().succeeded() && !tries.back().refused() &&
         seen.reported != Reported::success && !seen.runs.front().hung;
}

Waited waited_in(const DrillFacts& seen) {
  Waited all;
  std::map<std::pair<int, std::string>, Waits> groups;
  for (const ScenarioFacts& each : seen.scenarios) {
    add(groups, each);
    all.retries_once |= gave_up_after_one(each);
  }
  for (auto& [which, waits] : groups) {
    std::sort(waits.begin(), waits.end());
    all.waits += waits.size();
    all.groups.push_back({which.first, which.second, std::move(waits)});
  }
  return all;
}

std::size_t near(const Waits& waits, std::int64_t wait, std::int64_t within) {
  return static_cast<std::size_t>(std::count_if(waits.begin(), waits.end(), [&](std::int64_t each) {
    return std::max(each, wait) - std::min(each, wait) <= within;
  }));
}

bool are_same(const Group& group) {
  const std::size_t count = group.waits.size();
  const std::int64_t median = group.waits[count / 2];
  return count >= kEnough &&
         near(group.waits, median, same_within(median)) + count / kStrayShare >= count;
}

// A busy machine makes some of the waits longer, and leaves most near the shortest.
bool vary(const Group& group) {
  const std::size_t count = group.waits.size();
  const std::int64_t least = group.waits.front();
  return count >= kEnough && 3 * near(group.waits, least, noise_within(least)) < 2 * count;
}

// The group that shows it best: later waits before first ones, then the largest.
const Group* same_waits(const Waited& seen) {
  const Group* best = nullptr;
  for (const Group& each : seen.groups) {
    // Stripe's SDK never waits less than its first wait, which is therefore always the same, and
    // spreads the later ones.
    if (!are_same(each) || (each.number == 1 && !seen.retries_once)) continue;
    if (!best || std::pair(each.number > 1, each.waits.size()) >
                     std::pair(best->number > 1, best->waits.size()))
      best = &each;
  }
  return best;
}

std::string ordinal(int number) {
  if (number == 1) return "first";
  return number == 2 ? "second" : fmt::format("{}th", number);
}

std::string_view skip(const DrillsCase& seen) {
  return waited_in(seen.seen).waits == 0 ? "the client never waited before a retry"
                                         : std::string_view{};
}

void tell(const Group& group, Outcome& outcome) {
  std::vector<std::string> texts;
  for (const std::int64_t each : group.waits)
    texts.push_back(fmt::format("{} ms", each));
  outcome
      .fail("in each of {} runs the client waited the same {} before its {} retry ({})",
            group.waits.size(), wait_text(group.waits[group.waits.size() / 2]),
            group.number == 3 ? "third" : ordinal(group.number), group.cause)
      .with("retry", std::int64_t{group.number})
      .with("cause", group.cause)
      .with("waits", std::move(texts))
      .fixed_by(
          "multiply each wait by a random factor between 0.5 and 1, or choose it at random between "
          "0 and the backoff's value; HTTP libraries have an option for it (backoff_jitter of "
          "urllib3's Retry, full jitter in most others)");
}

void run(const DrillsCase& seen, Outcome& outcome) {
  const Waited waited = waited_in(seen.seen);
  if (std::any_of(waited.groups.begin(), waited.groups.end(), vary)) return;
  if (const Group* same = same_waits(waited)) return tell(*same, outcome);
  // Nothing that fails a run hangs on it, so that a client which waits once is not held up by it.
  outcome.skipped_because =
      "the client's waits are too few, or too much disturbed by this machine, to show whether "
      "there "
      "is chance in them; --repeat 5 --jobs 2 shows more";
}

}  // namespace

constinit const Check<DrillsCase> client_lacks_jitter{
    .rule = {.id = "charge/client-lacks-jitter",
             .level = Level::warning,
             .title = "the waits before retries have chance in them",
             .why = "When a gateway fails, all clients fail in the same moment. If they all wait "
                    "equally long they all come back in the same moment, too, and bring it down "
                    "again, wave after wave; a little chance in each wait spreads them.",
             .fix = "multiply each wait by a random factor between 0.5 and 1",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::charge::rules
