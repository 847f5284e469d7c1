#include "checks/webhook/words.hpp"

namespace checkoutdiag::webhook::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Standard Webhooks: the specification",
     "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/"
     "standard-webhooks.md"},
    {"Stripe: preventing replay attacks", "https://docs.stripe.com/webhooks#replay-attacks"},
    {"RFC 9421 section 7.2.2: signature replay",
     "https://www.rfc-editor.org/rfc/rfc9421#section-7.2.2"},
};

// Causes that say no more than the numbers do, which are told here with the rule's own.
bool is_skew(const Cause& cause) {
  return cause.id == "time.too-old" || cause.id == "time.clock-behind" ||
         cause.id == "time.expired";
}

// Whether the delivery would be inside, had this machine the server's time.
bool clock_explains(const DeliveryCase& seen) {
  if (!clocks_differ(seen) || seen.seen.expired) return false;
  const std::int64_t off = seen.seen.seconds_off - seen.clock->ahead;
  const auto past = past_limit(seen), future = future_limit(seen);
  return !(past && off > *past) && !(future && -off > *future);
}

// "; this machine's clock is 900 s behind that of https://…"; empty when there is nothing to tell.
std::string clock_text(const DeliveryCase& seen) {
  if (!seen.clock || !seen.clock->problem.empty()) return {};
  const ClockFacts& clock = *seen.clock;
  if (!clocks_differ(seen))
    return fmt::format("; this machine's clock agrees with that of {}", clock.url);
  const std::string text =
      fmt::format("; this machine's clock is {} {} that of {}", seconds_text(clock.ahead),
                  clock.ahead > 0 ? "ahead of" : "behind", clock.url);
  // Until when the signature holds is known to whoever reads its parameters, not here.
  if (seen.seen.expired)
    return text + (clock.ahead > 0 ? ", and that may be why" : ", which does not explain it");
  return text + (clock_explains(seen) ? ", and that is why" : ", which does not explain it");
}

std::string old_fix(const DeliveryCase& seen) {
  std::string fix =
      "find out which it is, in this order:\n"
      "1. the delivery came late: a queue, a relay or a retry kept it, or it was recorded and is "
      "verified now; verify before it goes into a queue, and a recorded one with --now TIME, when "
      "it "
      "arrived\n"
      "2. somebody plays an old delivery again: look for its id among those that were handled";
  if (!seen.clock || !seen.clock->problem.empty())
    fix +=
        "\n3. this machine's clock is ahead: --clock-from URL compares it with a server's; whether "
        "it "
        "follows a time server:\n"
        "  timedatectl status";
  return fix;
}

std::string new_fix(const DeliveryCase& seen) {
  if (seen.clock && seen.clock->problem.empty())
    return "this machine's clock is not the reason: ask the sender for its clock, and see whether "
           "something between wrote the timestamp anew";
  return "see whether this machine's clock is behind, which is the usual reason; else the "
         "sender's is ahead:\n"
         "  timedatectl status";
}

std::string repair(const DeliveryCase& seen) {
  if (clock_explains(seen))
    return "set this machine's clock by a time server, and let it follow that:\n"
           "  sudo timedatectl set-ntp true\n"
           "  timedatectl status\n"
           "in a container the clock is the host's: set it there";
  return seen.seen.age == Age::too_new ? new_fix(seen) : old_fix(seen);
}

std::string_view skip(const DeliveryCase& seen) {
  if (std::string_view why = not_right(seen); !why.empty()) return why;
  if (!seen.seen.timestamp && !seen.seen.expired)
    return seen.scheme.timestamp.exists() ? "the delivery has no timestamp"
                                          : "the scheme has no timestamp";
  return {};
}

Finding& tell(const DeliveryCase& seen, Outcome& outcome) {
  const Verification& found = seen.seen;
  const std::string clock = clock_text(seen), off = seconds_text(found.seconds_off);
  const std::string zone =
      hours_text(size_of(found.seconds_off)).empty()
          ? std::string()
          : hours_text(size_of(found.seconds_off)) + ", as where local time is taken for UTC";
  if (found.expired)
    return outcome.fail(
        "the signature is right, but the time until which it says it holds is over{}{}",
        found.timestamp ? ": it was made " + off + " ago" : "", clock);
  if (found.age == Age::too_old)
    return outcome.fail(
        "the signature is right, but its timestamp is {} old{}, and at most {} s are allowed{}",
        off, zone, past_limit(seen).value_or(0), clock);
  return outcome.fail(
      "the signature is right, but its timestamp is {} ahead{}, and at most {} s are allowed{}",
      off, zone, future_limit(seen).value_or(0), clock);
}

void run(const DeliveryCase& seen, Outcome& outcome) {
  const Verification& found = seen.seen;
  if (found.age != Age::too_old && found.age != Age::too_new && !found.expired) return;
  const Cause* cause = first_cause(seen, "time.");
  const bool told = cause && explains(*cause) && !is_skew(*cause);
  Finding& finding =
      describe(told ? outcome.fail("{}", cause->message) : tell(seen, outcome), seen);
  finding.with("now", seen.now).with("seconds_off", found.seconds_off);
  if (found.timestamp) finding.with("timestamp", *found.timestamp);
  if (const auto past = past_limit(seen)) finding.with("allowed_old", *past);
  if (const auto future = future_limit(seen)) finding.with("allowed_ahead", *future);
  if (seen.clock && seen.clock->problem.empty())
    finding.with("clock_from", seen.clock->url).with("clock_ahead", seen.clock->ahead);
  const std::string fix = told ? fix_of(*cause) : std::string();
  finding.fixed_by(fix.empty() ? repair(seen) : fix);
}

}  // namespace

constinit const Check<DeliveryCase> timestamp_outside{
    .rule = {.id = "webhook/timestamp-outside",
             .level = Level::error,
             .title = "the delivery's timestamp is outside what is allowed",
             .why = "A signed timestamp keeps a recorded delivery from being played again later, "
                    "so receivers refuse what is too old, and some what is too new. When the "
                    "signature is right the secret and the body are too: what is wrong is the "
                    "time of arrival, or a clock.",
             .fix = "verify a delivery when it arrives, before it waits in any queue, on a machine "
                    "whose clock follows a time server:\n"
                    "  timedatectl status",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::webhook::rules
