#include <algorithm>

#include "checks/webhook/words.hpp"

namespace checkoutdiag::webhook::rules {
namespace {

constexpr Reference kReferences[] = {
    {"timedatectl(1)", "https://manpages.debian.org/bookworm/systemd/timedatectl.1.en.html"},
    {"chronyc(1)", "https://manpages.debian.org/bookworm/chrony/chronyc.1.en.html"},
    {"Standard Webhooks: the specification",
     "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/"
     "standard-webhooks.md"},
};

constexpr std::int64_t kWithoutRule = 30;  // seconds, where no tolerance says more

// What a clock that is off uses up: one that is ahead makes deliveries look older.
std::optional<std::int64_t> tolerance(const DeliveryCase& seen) {
  const auto past = past_limit(seen), future = future_limit(seen);
  const auto& first = seen.clock->ahead > 0 ? past : future;
  return first ? first : past ? past : future;
}

std::string effect(const DeliveryCase& seen, const std::optional<std::int64_t>& allowed) {
  if (!allowed) return "the times in its logs are off by as much";
  const std::string much = fmt::format("{} s that are allowed", *allowed);
  if (seen.clock->ahead > 0)
    return size_of(seen.clock->ahead) > *allowed
               ? "every delivery looks older than the " + much
               : "deliveries look older by as much, of the " + much;
  if (!future_limit(seen)) return "deliveries are taken for so much longer than the " + much;
  return size_of(seen.clock->ahead) > *allowed
             ? "every delivery looks further ahead than the " + much
             : "deliveries look younger by as much, of the " + much;
}

std::string_view skip(const DeliveryCase& seen) {
  return seen.clock ? std::string_view{} : "no clock was named to compare with (--clock-from)";
}

void run(const DeliveryCase& seen, Outcome& outcome) {
  const ClockFacts& clock = *seen.clock;
  if (!clock.problem.empty())
    return outcome.undecided(
        "the time of {} is not known: {}; try another https address that is near, or see what "
        "timedatectl says",
        clock.url, clock.problem);
  if (!clocks_differ(seen)) return;
  const std::int64_t off = size_of(clock.ahead);
  const auto allowed = tolerance(seen);
  // Without losing what a division rounds away: a tenth of 5 s is half a second.
  if (allowed ? off <= *allowed / 10 : off <= kWithoutRule) return;
  outcome
      .fail("this machine's clock is {} {} that of {}: {}", seconds_text(clock.ahead),
            clock.ahead > 0 ? "ahead of" : "behind", clock.url, effect(seen, allowed))
      .at_level(allowed && off > *allowed ? Level::error : Level::warning)
      .with("clock_from", clock.url)
      .with("ahead", clock.ahead)
      .with("uncertainty", clock.uncertainty)
      .with("allowed", allowed ? fmt::format("{} s", *allowed) : "not limited");
}

}  // namespace

constinit const Check<DeliveryCase> clock_skew{
    .rule = {.id = "webhook/clock-skew",
             .level = Level::warning,
             .title = "this machine's clock agrees with another one",
             .why = "A receiver compares a delivery's timestamp with its own clock. A clock that "
                    "runs ahead uses up the tolerance before the delivery has arrived; one that "
                    "runs behind takes old deliveries for longer than it should. Virtual machines "
                    "that were suspended, and containers on them, are the usual ones.",
             .fix = "let the clock follow a time server, and see whether it does:\n"
                    "  sudo timedatectl set-ntp true\n"
                    "  timedatectl status\n"
                    "where chrony keeps the time, this sets the clock at once:\n"
                    "  sudo chronyc makestep\n"
                    "  chronyc tracking\n"
                    "in a container the clock is the host's: set it there",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::webhook::rules
