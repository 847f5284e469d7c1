#include "cli/doctor.hpp"
#include "cli/webhook.hpp"
#include "lib/charge/key.hpp"
#include "lib/charge/profile.hpp"
#include "lib/failure.hpp"

namespace checkoutdiag {
namespace {

std::optional<doctor::KeySetting> read_key(const DoctorOptions& options, const std::string& host) {
  std::optional<charge::Profile> profile;
  if (!options.profile.empty())
    profile = charge::load_profile(options.profile);
  else if (const charge::Profile* known = charge::profile_of_host(host))
    profile = *known;
  if (options.key.empty()) {
    if (!profile || profile->place != charge::KeyPlace::none) return {};
    return doctor::KeySetting{profile->title, false};
  }
  if (!profile) profile = charge::load_profile("generic");
  doctor::KeySetting setting;
  setting.gateway = profile->title;
  setting.has_keys = profile->place != charge::KeyPlace::none;
  setting.shown = charge::shown_key(options.key);
  setting.objection = charge::objection(*profile, options.key);
  const charge::KeyStrength strength = charge::strength_of(options.key);
  setting.bits = strength.bits;
  setting.form = strength.form;
  setting.personal = strength.personal;
  return setting;
}

std::optional<doctor::WebhookSetting> read_webhook(const DoctorOptions& options) {
  if (options.webhook.scheme.empty()) return {};
  if (options.webhook.secrets.size() > 1)
    throw Failure(Failure::Kind::usage, "more than one webhook secret is given",
                  "give the one that is in use");
  const webhook::Scheme scheme = read_scheme(options.webhook);
  ReadSecrets secrets = read_webhook_secrets(options.webhook);
  describe_keys(scheme, secrets);
  doctor::WebhookSetting setting;
  setting.scheme = scheme.title;
  setting.where = scheme.secret.where;
  setting.tolerance = scheme.timestamp.past;
  for (const webhook::GivenSecret& each : secrets.given) {
    setting.called = "the secret in " + each.from;
    setting.fault = each.fault;
  }
  for (const Secret& secret : secrets.secrets)
    for (const webhook::WrongKind& kind : scheme.secret.wrong_kinds)
      if (secret.reveal().starts_with(kind.prefix)) setting.wrong_kind = kind.what;
  return setting;
}

}  // namespace

DoctorSettings read_settings(const DoctorOptions& options, const std::string& host) {
  return {read_key(options, host), read_webhook(options)};
}

}  // namespace checkoutdiag
