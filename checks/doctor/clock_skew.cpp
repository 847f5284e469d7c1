#include <cmath>

#include "checks/doctor/words.hpp"

namespace checkoutdiag::doctor::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 9110 section 6.6.1: Date", "https://www.rfc-editor.org/rfc/rfc9110#section-6.6.1"},
    {"RFC 5280 section 4.1.2.5: validity",
     "https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5"},
    {"adjtimex(2): whether the kernel's clock is synchronised",
     "https://man7.org/linux/man-pages/man2/adjtimex.2.html"},
};

// Signed requests and webhooks are commonly taken for five minutes; one minute is what a clock that
// somebody keeps on time never reaches.
constexpr double kHarmful = 240, kDoubtful = 30;  // seconds

constexpr std::string_view kSetClock =
    "set this machine's clock, and keep it on time:\n"
    "  timedatectl status\n"
    "  sudo timedatectl set-ntp true";

std::string way_out(const ClockVerdict& verdict, const DoctorCase& seen) {
  switch (verdict.whose) {
    case WrongClock::this_machine:
      return std::string(kSetClock);
    case WrongClock::gateway:
      return "tell the gateway that its clock is wrong, with its own words:" +
             paste(curl_head(seen));
    case WrongClock::unknown:
      break;
  }
  return "ask a third clock which of both is wrong:" +
         paste(seen.repeat + " --clock-from https://SERVER/") + "\nif it is this machine's, " +
         std::string(kSetClock);
}

std::string who(const ClockVerdict& verdict) {
  switch (verdict.whose) {
    case WrongClock::this_machine:
      return "this machine's clock is the wrong one";
    case WrongClock::gateway:
      return "the gateway's clock is the wrong one";
    case WrongClock::unknown:
      break;
  }
  return "which of both is wrong, one Date alone does not tell";
}

void run(const DoctorCase& seen, Outcome& outcome) {
  const ClockOffset& clock = seen.seen.clock;
  if (clock.problem.starts_with("the Dates")) {
    outcome.undecided(
        "how far this machine's clock is off is not known: {}; ask one address alone "
        "with --resolve",
        clock.problem);
    return;
  }
  const double off = certain_offset(clock);
  if (off < kDoubtful) return;
  const ClockVerdict verdict = whose_clock(seen);
  std::string why;
  for (const std::string& each : verdict.evidence)
    why += (why.empty() ? ": " : "; ") + each;
  outcome
      .fail("this machine's clock is {} the gateway's Date; {}{}", offset_text(clock), who(verdict),
            why)
      .at_level(off >= kHarmful ? Level::error : Level::warning)
      .with("ahead_at_least", static_cast<std::int64_t>(std::floor(clock.least)))
      .with("ahead_at_most", static_cast<std::int64_t>(std::ceil(clock.most)))
      .with("wrong", verdict.whose == WrongClock::this_machine ? "this machine"
                     : verdict.whose == WrongClock::gateway    ? "gateway"
                                                               : "not known")
      .with("evidence", verdict.evidence)
      .fixed_by(way_out(verdict, seen));
}

}  // namespace

constinit const Check<DoctorCase> clock_skew{
    .rule = {.id = "doctor/clock-skew",
             .level = Level::error,
             .title = "this machine's clock and the gateway's are apart",
             .why = "A clock that is off makes good certificates look expired or not yet valid, "
                    "and signed requests and webhooks look old or forged. The gateway's Date is "
                    "one clock against another: it has whole seconds, and it may itself be wrong.",
             .fix = "compare both with a third clock, then set the one that is wrong:\n"
                    "  timedatectl status\n"
                    "  sudo timedatectl set-ntp true",
             .references = kReferences},
    .skip = [](const DoctorCase& seen) -> std::string_view {
      if (seen.seen.clock.problem.empty() || seen.seen.clock.problem.starts_with("the Dates"))
        return {};
      return "the gateway told no time";
    },
    .run = &run,
};

}  // namespace checkoutdiag::doctor::rules
