#include "checks/doctor/words.hpp"

namespace checkoutdiag::doctor::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Standard Webhooks: the specification",
     "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/"
     "standard-webhooks.md"},
    {"RFC 2104 section 3: keys", "https://www.rfc-editor.org/rfc/rfc2104#section-3"},
};

void run(const DoctorCase& seen, Outcome& outcome) {
  const WebhookSetting& hook = *seen.webhook;
  const std::string place = hook.where.empty() ? "the sender's settings" : hook.where;
  const std::string copy =
      "copy the secret anew, all of it and nothing else, from " + text::printable(place) +
      "; then put a delivery to it:" + paste("checkoutdiag webhook verify --help");
  if (!hook.wrong_kind.empty())
    outcome
        .fail("{} is {} by its beginning, and not the secret of {}", hook.called, hook.wrong_kind,
              hook.scheme)
        .with("kind", hook.wrong_kind)
        .fixed_by(copy);
  else if (!hook.fault.empty())
    outcome.fail("{} {}, so it can be no key of {}", hook.called, hook.fault, hook.scheme)
        .with("fault", hook.fault)
        .fixed_by(copy);
  const double off = certain_offset(seen.seen.clock);
  if (hook.tolerance && off > static_cast<double>(*hook.tolerance))
    outcome
        .fail(
            "deliveries of {} may be {} old, and this machine's clock is farther than that from "
            "the gateway's: each would be refused",
            hook.scheme, seconds_text(static_cast<double>(*hook.tolerance)))
        .with("tolerance", *hook.tolerance)
        .fixed_by("set the clock, as doctor/clock-skew says:\n  timedatectl status");
}

}  // namespace

constinit const Check<DoctorCase> webhook_secret{
    .rule = {.id = "doctor/webhook-secret",
             .level = Level::error,
             .title = "the webhook settings can verify no delivery",
             .why = "A secret that is cut, of another kind, or wrongly encoded refuses every "
                    "webhook, and orders stay unpaid though the money came. Whether it is the "
                    "right one only a delivery proves.",
             .fix = "copy it anew from where the sender shows it, and prove it with a delivery:\n"
                    "  checkoutdiag webhook verify --help",
             .references = kReferences},
    .skip = [](const DoctorCase& seen) -> std::string_view {
      return seen.webhook ? std::string_view{} : "no webhook secret was given";
    },
    .run = &run,
};

}  // namespace checkoutdiag::doctor::rules
